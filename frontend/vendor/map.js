/*! leaflet 1.9.4, BSD-2-Clause licence */
import {
  Circle,
  Control,
  DivIcon,
  Map,
  Marker,
  Popup,
  TileLayer,
} from "leaflet/dist/leaflet-src.esm.js";
import { element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";

const NEAR_PX = 44; // pins nearer than that would cover one another
const AREA_M = 1200; // what an approximate place may mean: two decimals of a degree
const CLOSEST = 17;
const STREETS = 19;
const PIN =
  '<svg viewBox="0 0 24 30" aria-hidden="true"><path d="M12 1a10 10 0 0 1 10 10c0 7-10 18-10 18S2 18 2 11A10 10 0 0 1 12 1z"/><circle cx="12" cy="11" r="3.5"/></svg>';
const AREA = '<svg viewBox="0 0 24 30" aria-hidden="true"><circle cx="12" cy="15" r="9"/></svg>';

/**
 * A meeting to show: its point, whether that is of an area only, and what its link says.
 * @typedef {object} Shown
 * @property {[number, number]} at latitude and longitude
 * @property {boolean} approximate
 * @property {string} name
 * @property {string} href
 * @property {string} says
 */

/** @typedef {{pixel: import("leaflet").Point, at: [number, number], meetings: Shown[]}} Cluster */

/**
 * @typedef {object} Words
 * @property {string} zoomIn
 * @property {string} zoomOut
 * @property {string} close
 * @property {(count: number) => string} many
 * @property {(name: string) => string} area
 * @property {string} hereLabel
 * @property {[number, number] | null} here where the visitor is, where the page was asked for that
 * @property {() => void} tilesFailed called where a picture does not come
 */

/**
 * Groups of meetings that would cover one another at this zoom, each with its middle.
 * @param {Map} map
 * @param {Shown[]} meetings
 */
function clusters(map, meetings) {
  /** @type {Cluster[]} */
  const found = [];
  for (const meeting of meetings) {
    const pixel = map.project(meeting.at);
    const near = found.find((cluster) => cluster.pixel.distanceTo(pixel) < NEAR_PX);
    if (near) near.meetings.push(meeting);
    else found.push({ pixel, at: meeting.at, meetings: [meeting] });
  }
  return found;
}

/** @param {Shown[]} meetings */
const isOnePlace = ([first, ...others]) =>
  others.every(({ at }) => at[0] === first?.at[0] && at[1] === first.at[1]);

/** @param {Cluster} cluster */
function icon(cluster) {
  const { meetings } = cluster;
  const face = document.createElement("span");
  if (meetings.length > 1) face.textContent = `${meetings.length}`;
  else face.innerHTML = meetings[0].approximate ? AREA : PIN;
  const isPin = meetings.length === 1 && !meetings[0].approximate;
  const kind = meetings.length > 1 ? "many" : "one";
  /** @type {[number, number]} */
  const iconAnchor = [24, isPin ? 42 : 24]; // a pin's point, else the middle
  return new DivIcon({ html: face, className: `pin ${kind}`, iconSize: [48, 48], iconAnchor });
}

/**
 * What a pin opens: its meetings as links, and a way back.
 * @param {Shown[]} meetings
 * @param {Words} words
 * @param {() => void} close
 */
function card(meetings, words, close) {
  const content = document.createElement("div");
  content.dir = "auto";
  for (const { name, href, says } of meetings) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = href;
    link.textContent = name;
    const small = document.createElement("small");
    small.textContent = says;
    line.append(link, " ", small);
    content.append(line);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.close;
  button.addEventListener("click", close);
  content.append(button);
  content.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  return content;
}

/**
 * Marks where the visitor is; behind the pins, and nothing to press.
 * @param {Map} map
 * @param {[number, number]} here
 * @param {string} label
 */
function showHere(map, here, label) {
  const mark = new DivIcon({ className: "here", iconSize: [24, 24], iconAnchor: [12, 12] });
  const marker = new Marker(here, {
    icon: mark,
    interactive: false,
    keyboard: false,
    zIndexOffset: -1000,
  });
  const face = /** @type {HTMLElement} */ (marker.addTo(map).getElement());
  face.setAttribute("role", "img");
  face.setAttribute("aria-label", label);
  face.title = label;
}

/**
 * Shows a map of the meetings in `place`, an empty element with a height. Pictures are asked for
 * with this site's address and no page's, which is what OpenStreetMap's servers require.
 * @param {HTMLElement} place
 * @param {Shown[]} meetings
 * @param {string} tiles the address of the pictures, with {z}, {x} and {y}
 * @param {Words} words
 */
function show(place, meetings, tiles, words) {
  const still = {
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
  };
  const map = new Map(place, {
    ...still,
    attributionControl: false,
    zoomControl: false,
    maxZoom: STREETS,
  });
  new Control.Zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  new TileLayer(tiles, { maxZoom: STREETS, referrerPolicy: "origin" })
    .on("tileerror", words.tilesFailed)
    .addTo(map);
  const popup = new Popup({
    closeButton: false,
    autoPanPadding: [16, 16],
    maxWidth: 200,
    offset: [0, -30],
  });
  /** @type {{marker: Marker, of: Shown[]}[]} */
  let pins = [];

  /**
   * @param {Shown[]} here
   * @param {Marker} marker
   */
  function open(here, marker) {
    const [first] = here;
    if (first && here.length > 1 && !isOnePlace(here) && map.getZoom() < STREETS) {
      map.fitBounds(
        here.map(({ at }) => at),
        { padding: [48, 48], maxZoom: STREETS },
      );
      pins
        .find(({ of }) => of.includes(first))
        ?.marker.getElement()
        ?.focus();
      return;
    }
    const back = () => {
      map.closePopup();
      marker.getElement()?.focus();
    };
    popup.setLatLng(marker.getLatLng()).setContent(card(here, words, back));
    popup.openOn(map);
    popup.getElement()?.querySelector("a")?.focus();
  }

  function draw() {
    map.closePopup();
    for (const { marker } of pins) marker.remove();
    pins = clusters(map, meetings).map((cluster) => {
      const { meetings: here } = cluster;
      const marker = new Marker(cluster.at, { icon: icon(cluster), keyboard: true }).addTo(map);
      const { name, approximate } = /** @type {Shown} */ (here[0]);
      const single = approximate ? words.area(name) : name;
      const label = here.length > 1 ? words.many(here.length) : single;
      const face = /** @type {HTMLElement} */ (marker.getElement());
      face.setAttribute("aria-label", label);
      face.title = label;
      marker.on("click", () => open(here, marker));
      face.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        open(here, marker);
      });
      return { marker, of: here };
    });
  }

  map.fitBounds([...meetings.map(({ at }) => at), ...(words.here ? [words.here] : [])], {
    padding: [32, 32],
    maxZoom: CLOSEST - 3,
  });
  for (const { at, approximate } of meetings) {
    if (approximate)
      new Circle(at, { radius: AREA_M, interactive: false, className: "area" }).addTo(map);
  }
  if (words.here) showHere(map, words.here, words.hereLabel);
  draw();
  map.on("zoomend", draw);
}

/**
 * What the map is to show: everything that the search finds; rejects where it can't be had.
 * @param {Response} answer
 * @returns {Promise<Shown[]>}
 */
async function shownIn(answer) {
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { features } = await answer.json();
  return features.map((/** @type {any} */ { geometry, properties }) => {
    const [longitude, latitude] = geometry.coordinates;
    return { ...properties, at: [latitude, longitude] };
  });
}

/** @param {string} text latitude and longitude, or "" */
function pointOf(text) {
  const [latitude = NaN, longitude = NaN] = text.split("/").map(Number);
  return text ? /** @type {[number, number]} */ ([latitude, longitude]) : null;
}

/**
 * Opens the map that a page offers in `place`; rejects where the results can't be had.
 * @param {HTMLElement} place
 * @param {Response} answer the results, as GeoJSON
 */
export async function openMap(place, answer) {
  const meetings = await shownIn(answer);
  const { tiles = "", here = "", many = "{}", area = "", ...words } = place.dataset;
  const says = find(place, "[role=status]");
  const map = element("div", "map");
  map.dir = "ltr";
  map.setAttribute("role", "region");
  map.setAttribute("aria-label", words.label ?? "");
  const credit = find(place, ".credit");
  find(place, ".quiet").remove();
  find(place, "p").replaceWith(map);
  if (credit) credit.hidden = false;
  const forms = JSON.parse(many);
  show(map, meetings, tiles, {
    zoomIn: words.zoomIn ?? "",
    zoomOut: words.zoomOut ?? "",
    close: words.close ?? "",
    hereLabel: words.hereLabel ?? "",
    here: pointOf(here),
    tilesFailed: () => {
      says.textContent = words.tilesFailed ?? "";
    },
    many: (count) => plural(forms, count),
    area: (name) => area.replace("{name}", name),
  });
  map.focus();
}
