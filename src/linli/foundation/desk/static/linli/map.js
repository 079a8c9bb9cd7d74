// Draws <div class="map" data-map="ID"> from {"geojson", "legend"} in <script type="application/json" id="ID">.
// Features are filled with their property "colour", named by "label", explained by "popup" (plain text).
import { LngLatBounds, Map as LibreMap, NavigationControl, Popup, setWorkerUrl } from "../vendor/maplibre.js";

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
  features: geojson.features.map((feature) => ({
    type: "Feature",
    properties: { label: feature.properties.label ?? "" },
    geometry: {
      type: "Point",
      coordinates: feature.properties.label_at ?? extent({ features: [feature] }).getCenter().toArray(),
    },
  })),
});

const style = (geojson) => ({
  version: 8,
  sources: {
    areas: { type: "geojson", data: geojson },
    labels: { type: "geojson", data: labels(geojson) },
  },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": "#f3f6fa" } },
    { id: "fill", type: "fill", source: "areas", paint: { "fill-color": ["get", "colour"] } },
    { id: "border", type: "line", source: "areas", paint: { "line-color": "#52606d", "line-width": 0.8 } },
    {
      id: "label",
      type: "symbol",
      source: "labels",
      layout: { "text-field": ["get", "label"], "text-size": 14, "text-font": ["sans"], "text-allow-overlap": true },
      paint: { "text-color": "#1c2733", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
    },
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
  map.on("mousemove", "fill", ({ features: [feature], lngLat }) => {
    if (feature.properties.popup) popup.setLngLat(lngLat).setText(feature.properties.popup).addTo(map);
  });
  map.on("mouseleave", "fill", () => popup.remove());
};

const draw = async (place) => {
  place.dataset.drawn = "yes";
  place.setAttribute("role", "group"); // no longer a plain picture: it has buttons
  const { geojson, legend = [] } = JSON.parse(document.getElementById(place.dataset.map).textContent);
  await dress();
  const map = new LibreMap({
    container: place,
    style: style(geojson),
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
};

export const drawMaps = () => {
  document.querySelectorAll(".map[data-map]:not([data-drawn])").forEach(draw);
};
