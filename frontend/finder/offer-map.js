import { byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";

/** What the map is to show: the results that say where they are. */
function results() {
  return [...document.querySelectorAll("a[data-at], a[data-area]")].map((found) => {
    const link = /** @type {HTMLAnchorElement} */ (found);
    const row = /** @type {HTMLElement} */ (link.closest("li"));
    const name = /** @type {HTMLAnchorElement} */ (row.querySelector("h3 a"));
    const { at, area } = link.dataset;
    const [latitude = 0, longitude = 0] = (at ?? area ?? "").split("/").map(Number);
    return {
      at: /** @type {[number, number]} */ ([latitude, longitude]),
      approximate: area !== undefined,
      name: name.textContent ?? "",
      href: name.href,
      says: (find(row, ".at").textContent ?? "").replace(/\s+/g, " ").trim(),
    };
  });
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
  const { script = "", style = "", tiles = "", ...words } = place.dataset;
  const open = find(place, "", "button");
  const shownResults = results();

  open.addEventListener("click", async () => {
    open.disabled = true;
    const failed = find(place, "[role=status]");
    failed.textContent = "";
    try {
      const { show } = await import(script);
      await loadStyle(style);
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
