// Keyboard shortcuts: "/" searches, "?" lists them, "g" and a letter opens an entry of the menu.
const KEPT = "linli-shortcuts";
const WAIT = 1500; // milliseconds in which the letter must follow the g
let asked = -Infinity; // when g was pressed last

const isOn = () => localStorage.getItem(KEPT) !== "off";
const isWriting = (target) => target.closest("input, textarea, select, [contenteditable]");

const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !isOn() || isWriting(event.target)) return;
  const search = document.getElementById("search-text");
  if (event.key === "?") return document.getElementById("shortcuts").showModal();
  if (event.key === "/" && search) {
    event.preventDefault();
    return search.focus();
  }
  if (event.key === "g") asked = event.timeStamp;
  else if (event.timeStamp - asked < WAIT) {
    asked = -Infinity;
    document.querySelector(`.side-link[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
};

export const listen = (dialog) => {
  const opener = document.querySelector("[data-shortcuts]");
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  const isOnBox = document.getElementById("shortcuts-on");
  isOnBox.checked = isOn();
  isOnBox.addEventListener("change", () => localStorage.setItem(KEPT, isOnBox.checked ? "on" : "off"));
  document.addEventListener("keydown", press);
};
