import { byId, element, find } from "../lib/page.js";

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

/** Offers a map of the results: until the tap, nothing of it is loaded, not even what opens it. */
export function offerMap() {
  const place = byId("map");
  if (!place) return;
  const button = find(place, "", "button");

  button.addEventListener("click", async () => {
    button.disabled = true;
    const says = find(place, "[role=status]");
    says.textContent = "";
    const { script = "", style = "", results = "", failed = "" } = place.dataset;
    try {
      const [{ openMap }, answer] = await Promise.all([
        import(script),
        fetch(results),
        loadStyle(style),
      ]);
      await openMap(place, answer);
    } catch {
      says.textContent = failed;
      button.disabled = false;
    }
  });
  place.dataset.ready = ""; // for browsers whose styles do not know of scripts
}
