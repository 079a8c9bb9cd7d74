// Goes round the jurisdictions on a wall: fetches each panel anew, says so where that fails.
// Space pauses, the arrows go on and back, F fills the screen.
import { drawCharts } from "./chart.js";
import { clearMaps, drawMaps } from "./map.js";

const STAYS = Number(new URLSearchParams(location.search).get("seconds")) * 1000 || 20000;
const FADES = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 400;
const areas = JSON.parse(document.getElementById("areas").textContent);
const panel = document.getElementById("panel");
const said = document.getElementById("said");
const pauseButton = document.getElementById("pause");
const words = { on: pauseButton.textContent, off: pauseButton.dataset.paused };
let at = 0;
let isPaused = false;
let waiting;

const draw = () => {
  drawCharts();
  drawMaps();
};

const fetched = async (code) => {
  const answer = await fetch(`${panel.dataset.url}?area=${code}`, { redirect: "error" }); // signed out
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
};

const show = async (next) => {
  clearTimeout(waiting);
  try {
    const page = await fetched(areas[next].code);
    panel.classList.add("is-leaving");
    await new Promise((done) => setTimeout(done, FADES));
    panel.innerHTML = page;
    panel.dataset.area = areas[next].code;
    panel.classList.remove("is-leaving");
    clearMaps();
    draw();
    at = next;
    said.textContent = "";
  } catch {
    said.textContent = said.dataset.failed;
  }
  clearTimeout(waiting);
  waiting = setTimeout(() => show(isPaused ? at : (at + 1) % areas.length), STAYS); // paused, it still refreshes
};

const step = (by) => show((at + by + areas.length) % areas.length);
const pause = () => {
  isPaused = !isPaused;
  pauseButton.textContent = isPaused ? words.off : words.on;
};
const fill = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

document.getElementById("next").addEventListener("click", () => step(1));
document.getElementById("back").addEventListener("click", () => step(-1));
document.getElementById("full").addEventListener("click", fill);
pauseButton.addEventListener("click", pause);
const KEYS = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), f: fill, F: fill };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    pause();
  } else KEYS[event.key]?.();
});
draw();
if (areas.length) waiting = setTimeout(() => step(1), STAYS);
