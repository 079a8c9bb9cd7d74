// Loads what a page has use for: charts and maps weigh much and stand on few pages.
const markFields = () => {
  for (const problem of document.querySelectorAll(".problem[data-field]")) {
    const fields = [...document.getElementsByName(problem.dataset.field)];
    if (new Set(fields.map((field) => field.form)).size !== 1) continue;
    for (const field of fields) {
      field.ariaInvalid = "true";
      field.setAttribute("aria-describedby", problem.id);
    }
  }
};
const fit = async () => {
  markFields();
  if (document.querySelector(".chart[data-chart]")) (await import("./chart.js")).drawCharts();
  if (document.querySelector(".map[data-map]")) (await import("./map.js")).drawMaps();
  if (document.querySelector("[data-save]")) (await import("./save.js")).readySaves();
  if (document.querySelector(".drop")) (await import("./drop.js")).readyDrops();
  if (document.querySelector("#answers")) (await import("./answers.js")).watchAnswers();
  if (document.querySelector(".map[data-cells]")) (await import("./registry-map.js")).drawCells();
  if (document.querySelector(".map[data-places]")) (await import("./places-map.js")).drawPlaces();
  if (document.querySelector("[data-chosen]")) (await import("./registry-list.js")).watchChoice();
};
document.addEventListener("htmx:afterSettle", fit);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.top-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
fit();
const dialog = document.getElementById("shortcuts");
if (dialog) (await import("./shortcuts.js")).listen(dialog);
