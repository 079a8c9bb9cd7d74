// Draws <div class="map" data-places="ID"> from {"places", "background", "colours"?} in <script type="application/json" id="ID">.
// With data-choose="NAME" a click ticks or unticks the box of that name with the place's code, and the boxes colour the map.
// Each place has its name beside it, and the map its scale: there is no street map in a closed network.
import { LngLatBounds, Map as LibreMap, NavigationControl, Popup, ScaleControl } from "../vendor/maplibre.js";
import { dress, ground, names, repaintGround } from "./map.js";

const MOST_NAMES = 3;
const named = () => ({
  ...names("names", 13, { "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.9 }),
  minzoom: 13, // from farther off, names would hide the places
});

const style = (background, places) => ({
  version: 8,
  sources: {
    areas: { type: "geojson", data: background },
    places: { type: "geojson", data: places },
    names: { type: "geojson", data: namesOf(places) },
  },
  layers: [
    ...ground(),
    {
      id: "places",
      type: "circle",
      source: "places",
      paint: {
        "circle-color": ["get", "colour"],
        "circle-radius": 8,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2,
      },
    },
    named(),
  ],
});

const featuresOf = (places) => ({
  type: "FeatureCollection",
  features: places
    .filter(({ position }) => position)
    .map(({ position, ...properties }) => ({
      type: "Feature",
      properties,
      geometry: { type: "Point", coordinates: position },
    })),
});

// One feature a position: what lies in the same place is named together.
const namesOf = ({ features }) => {
  const together = new Map();
  for (const { geometry, properties } of features) {
    const key = geometry.coordinates.join();
    together.set(key, { geometry, labels: [...(together.get(key)?.labels ?? []), properties.label] });
  }
  return {
    type: "FeatureCollection",
    features: [...together.values()].map(({ geometry, labels }) => {
      const more = labels.length > MOST_NAMES ? [`+${labels.length - MOST_NAMES}`] : [];
      return { type: "Feature", geometry, properties: { label: [...labels.slice(0, MOST_NAMES), ...more].join("\n") } };
    }),
  };
};

// The chosen places where there are any (their neighbourhood is what matters), else all.
const boundsOf = (places, colours) => {
  const placed = places.filter(({ position }) => position);
  const chosen = placed.filter(({ colour }) => colour === colours?.chosen);
  const bounds = new LngLatBounds();
  (chosen.length ? chosen : placed).forEach(({ position }) => bounds.extend(position));
  return bounds;
};

const tickByClick = (map, place, places, colours) => {
  const boxes = () => [...document.querySelectorAll(`input[name="${place.dataset.choose}"]`)];
  const said = document.querySelector("[data-chosen-count]");
  const show = () => {
    const ticked = new Set(boxes().filter(({ checked }) => checked).map(({ value }) => value));
    for (const each of places) if (each.open) each.colour = ticked.has(each.code) ? colours.chosen : colours.free;
    map.getSource("places").setData(featuresOf(places));
    place.dataset.chosenCodes = [...ticked].sort().join(",");
    if (said) said.textContent = `${ticked.size} ${said.dataset.chosenCount}`;
  };
  map.on("click", "places", ({ features: [{ properties }] }) => {
    const box = boxes().find(({ value, disabled }) => value === properties.code && !disabled);
    if (!box) return;
    box.checked = !box.checked;
    show();
  });
  place.closest("form").addEventListener("change", show);
  show();
};

const nameOnHover = (map) => {
  const popup = new Popup({ closeButton: false, className: "map-popup" });
  map.on("mousemove", "places", ({ features: [{ properties }], lngLat }) => popup.setLngLat(lngLat).setText(properties.label).addTo(map));
  map.on("mouseleave", "places", () => popup.remove());
};

const start = async (place) => {
  place.dataset.drawn = "yes";
  if (!document.createElement("canvas").getContext("webgl2")) {
    place.hidden = true;
    place.parentElement.querySelector(".map-failed").hidden = false;
    return;
  }
  const { places, background, colours } = JSON.parse(document.getElementById(place.dataset.places).textContent);
  const bounds = boundsOf(places, colours);
  await dress();
  const map = new LibreMap({
    container: place,
    style: style(background, featuresOf(places)),
    ...(bounds.isEmpty() ? { center: [105, 35], zoom: 3 } : { bounds, fitBoundsOptions: { padding: { top: 60, bottom: 60, left: 100, right: 100 }, maxZoom: 17 } }),
    attributionControl: false,
    dragRotate: false,
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl(), "bottom-left");
  map.on("load", () => {
    repaintGround(map, () => [named()]);
    nameOnHover(map);
    if (place.dataset.choose) tickByClick(map, place, places, colours);
    place.dataset.ready = "yes";
  });
};

export const drawPlaces = () => document.querySelectorAll(".map[data-places]:not([data-drawn])").forEach(start);
