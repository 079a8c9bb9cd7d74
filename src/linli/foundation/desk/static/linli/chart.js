// Draws <div class="chart" data-chart="ID"> from the ECharts option in <script type="application/json" id="ID">.
import * as echarts from "../vendor/echarts.js";

const TEXT = { fontFamily: getComputedStyle(document.body).fontFamily, color: "#1c2733" };
const COLOURS = ["#1a5cb8", "#8fb8ea", "#2e8b57", "#d08a00", "#a11b16", "#6b7b8c"];

const draw = (place) => {
  const option = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  if (option.legend) option.legend = { top: 0, ...option.legend }; // the library would cover the axis
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({ color: COLOURS, textStyle: TEXT, animation: false, ...option });
  new ResizeObserver(() => chart.resize()).observe(place);
  place.dataset.drawn = "yes";
};

export const drawCharts = () => {
  document.querySelectorAll(".chart[data-chart]:not([data-drawn])").forEach(draw);
};
