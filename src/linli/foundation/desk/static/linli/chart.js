// Draws <div class="chart" data-chart="ID"> from the ECharts option in <script type="application/json" id="ID">.
// "var(--name)" in an option is a colour of the style sheets, looked up when drawn; a new theme draws anew.
import * as echarts from "../vendor/echarts.js";
import { onTheme, painted, token } from "./theme.js";

const PALETTE = 8;

const look = (place) => {
  const [ink, soft, line, surface] = ["--ink", "--ink-soft", "--line", "--surface"].map(token);
  const { fontFamily, fontSize } = getComputedStyle(place);
  const size = parseFloat(fontSize);
  const words = { color: soft, fontSize: size };
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: words,
    nameTextStyle: words,
    splitLine: { lineStyle: { color: line } },
  };
  const labels = { label: { color: ink, fontSize: size, textBorderWidth: 0 } };
  return {
    color: Array.from({ length: PALETTE }, (_, at) => token(`--chart-${at + 1}`)),
    textStyle: { fontFamily, fontSize: size, color: ink },
    legend: { textStyle: { color: ink, fontSize: size }, itemWidth: size * 1.4, itemHeight: size },
    categoryAxis: { ...axis, axisLabel: { ...words, color: ink } },
    valueAxis: axis,
    timeAxis: axis,
    tooltip: { backgroundColor: surface, borderColor: line, textStyle: { color: ink, fontSize: size } },
    ...Object.fromEntries(["bar", "funnel", "sankey", "scatter", "line"].map((kind) => [kind, labels])),
  };
};

const draw = (place) => {
  const option = painted(JSON.parse(document.getElementById(place.dataset.chart).textContent));
  if (option.legend) option.legend = { top: 0, ...option.legend }; // the library would cover the axis
  const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = echarts.init(place, look(place), { renderer: "canvas", locale });
  const decal = { show: matchMedia("(prefers-contrast: more)").matches }; // patterns beside colours
  chart.setOption({ animation: false, aria: { enabled: decal.show, label: { enabled: false }, decal }, ...option });
  place.takePicture = () => chart.renderToCanvas({ pixelRatio: 2 });
  place.dataset.drawn = "yes";
  return chart;
};

const keep = (place) => {
  let chart = draw(place);
  const resized = new ResizeObserver(() => (place.isConnected ? chart.resize() : end()));
  const forget = onTheme(() => {
    chart.dispose();
    chart = draw(place);
  });
  const end = () => {
    resized.disconnect();
    forget();
    chart.dispose();
  };
  resized.observe(place);
};

export const drawCharts = () => {
  document.querySelectorAll(".chart[data-chart]:not([data-drawn])").forEach(keep);
};
