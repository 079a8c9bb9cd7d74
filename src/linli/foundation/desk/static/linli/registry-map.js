// Draws <div class="map" data-cells="URL">: circles of compounds, counted by the server for the view.
// A click opens a compound or comes closer; a drawn rectangle or polygon leads to the list of what it holds.
import { Map as LibreMap, NavigationControl, Popup } from "../vendor/maplibre.js";
import { addLegend, dress, extent, ground, repaintGround } from "./map.js";

const NOTHING = { type: "FeatureCollection", features: [] };
const CLOSEST = 17; // what still lies in one circle here is listed
const STEP = 2;

const style = (background) => ({
  version: 8,
  sources: {
    areas: { type: "geojson", data: background },
    cells: { type: "geojson", data: NOTHING },
    drawn: { type: "geojson", data: NOTHING },
  },
  layers: [
    ...ground(),
    {
      id: "cells",
      type: "circle",
      source: "cells",
      paint: {
        "circle-color": ["get", "colour"],
        "circle-radius": ["case", ["==", ["get", "count"], 1], 6, ["+", 11, ["*", 3, ["log10", ["get", "count"]]]]],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "counts",
      type: "symbol",
      source: "cells",
      filter: [">", ["get", "count"], 1],
      layout: { "text-field": ["get", "written"], "text-size": 12, "text-font": ["sans"], "text-allow-overlap": true },
      paint: { "text-color": "#ffffff", "text-halo-color": "#1c2733", "text-halo-width": 1 },
    },
    { id: "drawn", type: "fill", source: "drawn", paint: { "fill-color": "#1a5cb8", "fill-opacity": 0.15 } },
    { id: "drawn-edge", type: "line", source: "drawn", paint: { "line-color": "#123f7f", "line-width": 2 } },
  ],
});

const clamp = (number, most) => Math.max(-most, Math.min(most, number));
const short = (number) => String(Math.round(number * 1e5) / 1e5);

const written = (count) => (count < 10000 ? String(count) : `${Math.round(count / 1000)}k`);

const circles = ({ cells, classes }) => ({
  type: "FeatureCollection",
  features: cells.map(([longitude, latitude, count, kind, code, name]) => ({
    type: "Feature",
    properties: { count, written: written(count), colour: classes[kind].colour, label: classes[kind].label, code, name },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  })),
});

const viewOf = (map) => {
  const bounds = map.getBounds();
  const sides = [clamp(bounds.getWest(), 180), clamp(bounds.getSouth(), 90), clamp(bounds.getEast(), 180), clamp(bounds.getNorth(), 90)];
  return sides.map(short).join(",");
};

// Asks for the circles of the view; an answer that comes after a newer question is dropped.
const keepFilled = (map, place) => {
  let asked = null;
  const fill = async () => {
    asked?.abort();
    asked = new AbortController();
    const colour = document.querySelector(place.dataset.colour)?.value ?? "";
    const query = new URLSearchParams(place.dataset.query);
    for (const [name, value] of Object.entries({ view: viewOf(map), zoom: map.getZoom().toFixed(2), colour })) query.set(name, value);
    try {
      const answer = await fetch(`${place.dataset.cells}?${query}`, { signal: asked.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      map.getSource("cells").setData(circles(found));
      place.querySelector(".map-legend")?.remove();
      addLegend(place, found.classes.filter((each) => each.label));
      place.dataset.filled = String(found.cells.length);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  map.on("moveend", fill);
  fill();
};

const toList = (place, name, value) => {
  const query = new URLSearchParams(place.dataset.query);
  for (const old of ["bbox", "polygon"]) query.delete(old);
  query.set(name, value);
  window.location.assign(`${place.dataset.list}?${query}`);
};

const around = ({ lng, lat }, map) => {
  const size = (360 / 512) * 64 / 2 ** map.getZoom();
  return [lng - size, lat - size, lng + size, lat + size].map(short).join(",");
};

const answerClicks = (map, place, isDrawing) => {
  const popup = new Popup({ closeButton: false, className: "map-popup" });
  map.on("mousemove", "cells", ({ features: [{ properties }], lngLat }) => {
    const said = [properties.name ?? properties.written, properties.label].filter(Boolean).join("\n");
    popup.setLngLat(lngLat).setText(said).addTo(map);
  });
  map.on("mouseleave", "cells", () => popup.remove());
  map.on("click", "cells", ({ features: [{ properties, geometry }], lngLat }) => {
    if (isDrawing()) return;
    if (properties.code) window.location.assign(place.dataset.compound.replace("CODE", encodeURIComponent(properties.code)));
    else if (map.getZoom() >= CLOSEST) toList(place, "bbox", around(lngLat, map));
    else map.easeTo({ center: geometry.coordinates, zoom: map.getZoom() + STEP });
  });
};

const ringOf = (corners) => ({
  type: "Feature",
  properties: {},
  geometry: { type: "Polygon", coordinates: [[...corners, corners[0]].map(({ lng, lat }) => [lng, lat])] },
});

const boxOf = (start, end) => [start, { lng: end.lng, lat: start.lat }, end, { lng: start.lng, lat: end.lat }];

// Draws an area; ``corners`` are those fixed so far, ``start`` the rectangle's first.
const readyDrawing = (map, place, tools) => {
  let kind = "";
  let corners = [];
  let start = null;
  const hint = tools.querySelector("[role=status]");
  const finish = tools.querySelector("[data-finish]");
  const show = (points) => map.getSource("drawn").setData(points.length > 1 ? ringOf(points) : NOTHING);
  const choose = (wanted) => {
    kind = wanted;
    [corners, start] = [[], null];
    show([]);
    for (const gesture of [map.dragPan, map.doubleClickZoom]) kind ? gesture.disable() : gesture.enable();
    map.getCanvas().classList.toggle("is-drawing", Boolean(kind));
    for (const button of tools.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", String(button.dataset.draw === kind));
    finish.hidden = kind !== "polygon";
    hint.textContent = kind ? hint.getAttribute(`data-hint-${kind}`) : "";
  };
  const closeBox = (end) => {
    const [west, east] = [start.lng, end.lng].sort((a, b) => a - b);
    const [south, north] = [start.lat, end.lat].sort((a, b) => a - b);
    start = null;
    if (west < east && south < north) toList(place, "bbox", [west, south, east, north].map(short).join(","));
  };
  const closeRing = () => {
    const ring = corners.filter((at, place) => !place || at.lng !== corners[place - 1].lng || at.lat !== corners[place - 1].lat);
    if (ring.length > 2) toList(place, "polygon", ring.map(({ lng, lat }) => `${short(lng)},${short(lat)}`).join(";"));
  };
  for (const begin of ["mousedown", "touchstart"]) map.on(begin, (event) => kind === "bbox" && (start = event.lngLat));
  for (const move of ["mousemove", "touchmove"]) {
    map.on(move, ({ lngLat }) => {
      if (kind === "bbox" && start) show(boxOf(start, lngLat));
      if (kind === "polygon" && corners.length) show([...corners, lngLat]);
    });
  }
  for (const end of ["mouseup", "touchend"]) map.on(end, ({ lngLat }) => kind === "bbox" && start && closeBox(lngLat));
  map.on("click", ({ lngLat }) => kind === "polygon" && corners.push(lngLat) && show(corners));
  map.on("dblclick", () => kind === "polygon" && closeRing());
  finish.addEventListener("click", closeRing);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && kind && choose(""));
  for (const button of tools.querySelectorAll("[data-draw]")) {
    button.addEventListener("click", () => choose(kind === button.dataset.draw ? "" : button.dataset.draw));
  }
  tools.hidden = false;
  return () => Boolean(kind);
};

const hasPicture = () => Boolean(document.createElement("canvas").getContext("webgl2"));

const fail = (place) => {
  place.hidden = true;
  place.parentElement.querySelector(".map-failed").hidden = false;
};

const start = async (place) => {
  place.dataset.drawn = "yes";
  if (!hasPicture()) return fail(place);
  const background = JSON.parse(document.getElementById(place.dataset.background).textContent);
  await dress();
  const map = new LibreMap({
    container: place,
    style: style(background),
    ...(background.features.length ? { bounds: extent(background), fitBoundsOptions: { padding: 24 } } : { center: [105, 35], zoom: 3 }),
    attributionControl: false,
    dragRotate: false,
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => {
    repaintGround(map);
    keepFilled(map, place);
    answerClicks(map, place, readyDrawing(map, place, place.parentElement.querySelector(".map-tools")));
  });
};

export const drawCells = () => document.querySelectorAll(".map[data-cells]:not([data-drawn])").forEach(start);
