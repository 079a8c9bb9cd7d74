// Lets a file be dropped on <label class="drop"> around a file input; without this the input still works.
const ready = (area) => {
  const input = area.querySelector("input[type=file]");
  const mark = (over) => area.classList.toggle("is-over", over);
  area.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  area.addEventListener("dragleave", () => mark(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  area.dataset.ready = "yes";
};

export const readyDrops = () => document.querySelectorAll(".drop:not([data-ready])").forEach(ready);
