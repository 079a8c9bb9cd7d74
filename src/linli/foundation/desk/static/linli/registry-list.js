// Choosing rows of a list: one box for the page, and how many are chosen. Boxes alone work without it.
const boxes = (form) => [...form.querySelectorAll("input[name=compound]")];

const tell = (form) => {
  const all = form.querySelector("input[name=all]").checked;
  const count = boxes(form).filter((box) => box.checked).length;
  const said = form.querySelector("[data-chosen]");
  said.textContent = !all && count ? `${said.dataset.chosen} ${count}` : "";
  for (const box of boxes(form)) box.disabled = all; // all that match: single rows say nothing more
};

const addMaster = (form) => {
  const place = form.querySelector("thead .visually-hidden");
  const master = Object.assign(document.createElement("input"), { type: "checkbox" });
  master.setAttribute("aria-label", place.textContent);
  place.replaceWith(master);
  master.addEventListener("change", () => boxes(form).forEach((box) => (box.checked = master.checked)));
};

export const watchChoice = () => {
  for (const form of [...document.querySelectorAll("form:has([data-chosen]):not([data-watched])")]) {
    form.dataset.watched = "yes";
    addMaster(form);
    form.addEventListener("change", () => tell(form));
    tell(form);
  }
};
