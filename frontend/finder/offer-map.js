import { addressOf, byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";

/**
 * What the map is to show: everything that the search finds, asked for with the map; rejects where it
 * can't be had.
 * @param {string} address
 * @returns {Promise<import("../vendor/map.js").Shown[]>}
 */
async function loadResults(address) {
  const answer = await fetch(addressOf(address));
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
 * Loads a stylesheet; rejects where it can't be had.
 * @param {string} address
 */
function loadStyle(address) {
  const sheet = element("link");
  sheet.rel = "stylesheet";
  sheet.href = address;
  return new Promise((resolve, reject) => {
    sheet.onload = resolve;
    sheet.onerror = reject;
    document.head.append(sheet);
  });
}

/** Offers a map of the results: until the tap, nothing of it is loaded. */
export function offerMap() {
  const place = byId("map");
  if (!place) return;
  const { script = "", style = "", tiles = "", results = "", here = "", ...words } = place.dataset;
  const open = find(place, "", "button");

  open.addEventListener("click", async () => {
    open.disabled = true;
    const failed = find(place, "[role=status]");
    failed.textContent = "";
    try {
      const [{ show }, shownResults] = await Promise.all([
        import(script),
        loadResults(results),
        loadStyle(style),
      ]);
      const forms = JSON.parse(words.many ?? "{}");
      const map = element("div", "map");
      map.dir = "ltr";
      map.setAttribute("role", "region");
      map.setAttribute("aria-label", words.label ?? "");
      const credit = find(place, ".credit");
      find(place, ".quiet").remove();
      find(place, "p").replaceWith(map);
      if (credit) credit.hidden = false;
      show(map, shownResults, tiles, {
        ...words,
        here: pointOf(here),
        tilesFailed: () => {
          failed.textContent = words.tilesFailed ?? "";
        },
        many: (/** @type {number} */ count) => plural(forms, count),
        area: (/** @type {string} */ name) => (words.area ?? "").replace("{name}", name),
      });
      map.focus();
    } catch {
      failed.textContent = words.failed ?? "";
      open.disabled = false;
    }
  });
  place.dataset.ready = ""; // for browsers whose styles do not know of scripts
}
