// The form: filled from a report, read back into it, with its problems at their fields.
const form = () => document.getElementById("field-form");
const OWN = new Set(["csrfmiddlewaretoken", "client_id", "compound", "seen", "photos"]);
const YES = "是";
const NO = "否";

const written = (raw) => (raw === null || raw === undefined ? "" : raw === true ? YES : raw === false ? NO : String(raw));

export const now = () => {
  const moment = new Date();
  moment.setMinutes(moment.getMinutes() - moment.getTimezoneOffset());
  return moment.toISOString().slice(0, 16);
};

const names = () => [...new Set([...form().elements].map((each) => each.name).filter((name) => name && !OWN.has(name)))];

const setValue = (name, value) => {
  const field = form().elements[name];
  if (field instanceof RadioNodeList) field.value = value;
  else if (field.type === "checkbox") field.checked = Boolean(value);
  else field.value = value;
};

// What the form shows of a compound: its facts as the registry has them, None where unknown.
export const shownFacts = (compound) => {
  const shown = {};
  for (const name of names()) {
    if (name.startsWith("fact.") && !isPlace(name)) shown[name.slice(5)] = compound?.facts[name.slice(5)] ?? null;
  }
  for (const place of form().querySelectorAll(".field-states [data-error-for^='condition_']")) {
    shown[place.dataset.errorFor] = compound?.facts[place.dataset.errorFor] ?? null;
  }
  return shown;
};
const isPlace = (name) => Boolean(form().querySelector(`#field-place [name="${name}"]`));

export const valuesOfFacts = (facts) => {
  const values = { noted_at: now() };
  for (const name of names()) {
    if (name.startsWith("fact.") && !isPlace(name)) values[name] = written(facts[name.slice(5)]);
    if (name.startsWith("work.")) values[name] = written(facts[keyOf(name)]);
  }
  return values;
};
const keyOf = (name) =>
  form().elements[name][0].closest("fieldset").querySelector("[data-error-for]").dataset.errorFor;

export const fill = (report) => {
  for (const name of names()) setValue(name, report.values[name] ?? "");
  form().elements.client_id.value = report.client_id;
  form().elements.compound.value = report.code;
  const place = document.getElementById("field-place");
  place.hidden = Boolean(report.code);
  for (const name of ["fact.name", "fact.jurisdiction"]) {
    if (form().elements[name]) form().elements[name].required = !report.code;
  }
  document.getElementById("field-title").textContent = report.code ? `${report.title} ${report.code}` : report.title;
};

export const read = () => {
  const values = {};
  for (const [name, value] of new FormData(form())) if (!OWN.has(name)) values[name] = value;
  if (!document.getElementById("field-place").hidden) return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isPlace(name)));
};

const button = (text, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
  made.addEventListener("click", act);
  return made;
};

const setFact = (key, raw) => {
  const item = form().querySelector(`.field-states [data-error-for="${key}"]`);
  const name = item ? item.closest("fieldset").querySelector("input").name : `fact.${key}`;
  setValue(name, written(raw));
};

// Shows problems; ``choose`` is told which value of a disputed fact is kept.
export const showProblems = (report, words, choose) => {
  for (const place of form().querySelectorAll("[data-error-for]")) place.replaceChildren();
  for (const problem of report.problems ?? []) {
    const place = form().querySelector(`[data-error-for="${problem.key}"]`) ?? form().querySelector('[data-error-for=""]');
    const line = document.createElement(place.tagName === "UL" ? "li" : "p");
    line.textContent = `${problem.message}${problem.next_step}`;
    place.append(line);
    if (problem.code === "changed-meanwhile") {
      const theirs = () => {
        setFact(problem.key, report.current[problem.key]);
        choose(problem.key);
      };
      place.append(button(words.keepTheirs, theirs), button(words.keepMine, () => choose(problem.key)));
    }
    const details = place.closest("details");
    if (details) details.open = true;
  }
};
