// Draws <div class="map" data-map="ID"> from {"geojson", "legend"} in <script type="application/json" id="ID">.
// Areas are filled with their property "colour", points drawn in it as wide as their "count"; both are named
// by "label", explained by "popup" (plain text). Colours may be "var(--name)"; a new theme draws anew.
import { LngLatBounds, Map as LibreMap, NavigationControl, Popup, setWorkerUrl } from "../vendor/maplibre.js";
import { onTheme, painted, token } from "./theme.js";

setWorkerUrl(new URL("../vendor/maplibre-worker.js", import.meta.url).href);

const SVG = "http://www.w3.org/2000/svg";
const STYLE_SHEET = new URL("../vendor/maplibre.css", import.meta.url).href;

export const dress = () =>
  new Promise((done) => {
    if (document.querySelector(`link[href="${STYLE_SHEET}"]`)) return done();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE_SHEET });
    link.onload = link.onerror = done;
    document.head.prepend(link);
  });

const corners = (geometry) => {
  const points = (part) => (typeof part[0] === "number" ? [part] : part.flatMap(points));
  return geometry.geometries ? geometry.geometries.flatMap(corners) : points(geometry.coordinates);
};

export const extent = (geojson) => {
  const bounds = new LngLatBounds();
  geojson.features.forEach((feature) => corners(feature.geometry).forEach((at) => bounds.extend(at)));
  return bounds;
};

// One label an area, in the middle of its extent: no overlap of parts.
const labels = (geojson) => ({
  type: "FeatureCollection",
  features: geojson.features.filter(({ properties }) => properties.label).map((feature) => ({
    type: "Feature",
    properties: { label: feature.properties.label ?? "" },
    geometry: {
      type: "Point",
      coordinates: feature.properties.label_at ?? extent({ features: [feature] }).getCenter().toArray(),
    },
  })),
});

const IS_AREA = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];

const style = (geojson, size) => ({
  version: 8,
  sources: {
    areas: { type: "geojson", data: geojson },
    labels: { type: "geojson", data: labels(geojson) },
  },
  layers: [
    ...ground(["get", "colour"]),
    {
      id: "points",
      type: "circle",
      source: "areas",
      filter: ["!", IS_AREA],
      paint: {
        "circle-color": ["get", "colour"],
        "circle-radius": ["+", 3, ["*", 2, ["sqrt", ["get", "count"]]]],
        "circle-stroke-color": token("--surface"),
        "circle-stroke-width": 1,
      },
    },
    names("labels", size, { "text-allow-overlap": true }),
  ],
});

const swatch = (colour) => {
  const drawing = document.createElementNS(SVG, "svg");
  const square = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: colour })) square.setAttribute(name, value);
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(square);
  return drawing;
};

export const addLegend = (place, legend) => {
  const list = Object.assign(document.createElement("ul"), { className: "map-legend" });
  for (const { label, colour } of legend) {
    const line = document.createElement("li");
    line.append(swatch(colour), label);
    list.append(line);
  }
  if (legend.length) place.append(list);
};

const addPopups = (map) => {
  const popup = new Popup({ closeButton: false, className: "map-popup" });
  for (const layer of ["fill", "points"]) {
    map.on("mousemove", layer, ({ features: [feature], lngLat }) => {
      if (feature.properties.popup) popup.setLngLat(lngLat).setText(feature.properties.popup).addTo(map);
    });
    map.on("mouseleave", layer, () => popup.remove());
  }
};

const draw = async (place) => {
  place.dataset.drawn = "yes";
  place.setAttribute("role", "group"); // no longer a plain picture: it has buttons
  const told = JSON.parse(document.getElementById(place.dataset.map).textContent);
  const size = Math.max(14, parseFloat(getComputedStyle(place).fontSize));
  const { geojson, legend = [] } = painted(told);
  await dress();
  const map = new LibreMap({
    container: place,
    style: style(geojson, size),
    bounds: extent(geojson),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    cooperativeGestures: false,
    scrollZoom: false,
    dragRotate: false,
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  addPopups(map);
  addLegend(place, legend);
  place.takePicture = () => {
    map.redraw(); // the canvas keeps its picture only until the browser has shown it
    return map.getCanvas();
  };
  const forget = onTheme(() => {
    const anew = painted(told);
    map.setStyle(style(anew.geojson, size));
    place.querySelector(".map-legend")?.remove();
    addLegend(place, anew.legend ?? []);
  });
  map.once("remove", forget);
  drawn.set(place, map);
};

// The areas under what a map draws, in the colours of the theme.
export const ground = (fill = token("--surface")) => [
  { id: "ground", type: "background", paint: { "background-color": token("--chart-ground") } },
  { id: "fill", type: "fill", source: "areas", filter: IS_AREA, paint: { "fill-color": fill } },
  { id: "border", type: "line", source: "areas", filter: IS_AREA, paint: { "line-color": token("--ink-soft"), "line-width": 0.8 } },
];

// The property "label" of what a map draws; what finds no room waits until one looks closer.
export const names = (source, size, layout) => ({
  id: "label",
  type: "symbol",
  source,
  layout: { "text-field": ["get", "label"], "text-size": size, "text-font": ["sans"], ...layout },
  paint: { "text-color": token("--ink"), "text-halo-color": token("--surface"), "text-halo-width": 1.6 },
});

// Keeps those colours right when the theme changes.
export const repaintGround = (map, others = () => []) => {
  const repaint = () => [...ground(), ...others()].forEach(({ id, paint }) => Object.entries(paint).forEach(([name, value]) => map.setPaintProperty(id, name, value)));
  map.once("remove", onTheme(repaint));
};

const drawn = new Map();

// Lets go of maps that have left the page: a browser holds only so many.
export const clearMaps = () => {
  for (const [place, map] of drawn) {
    if (!place.isConnected) {
      map.remove();
      drawn.delete(place);
    }
  }
};

export const drawMaps = () => {
  document.querySelectorAll(".map[data-map]:not([data-drawn])").forEach(draw);
};
