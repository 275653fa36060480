/* A finished code: save its picture, copy its link, keep it. Everything stays on this device. */
import { copyField } from "../lib/clipboard.js";
import { download } from "../lib/download.js";
import { offerToKeep } from "../lib/keep-button.js";
import { byId, find } from "../lib/page.js";
import { pictureOf, sideFor } from "../lib/picture.js";

const QUIET = 4; // modules

/**
 * What the picture says under the symbol: [label, value] of each line of the page's list.
 * @returns {[string, string][]}
 */
const lines = () =>
  [...byId("lines").querySelectorAll("dt")].map((label) => [
    label.textContent ?? "",
    label.nextElementSibling?.textContent ?? "",
  ]);

/** Resolves to a PNG of the page's symbol with its lines. */
async function picture() {
  const title = find(document, "h1").textContent ?? "";
  const said = lines();
  const svg = /** @type {SVGSVGElement} */ (byId("qr").querySelector("svg")?.cloneNode(true));
  const modules = Math.ceil(svg.viewBox.baseVal.width);
  const side = sideFor(modules);
  svg.setAttribute("width", `${side}`);
  svg.setAttribute("height", `${side}`);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const symbol = new Image();
  const text = new XMLSerializer().serializeToString(svg);
  symbol.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await symbol.decode();
  return pictureOf(
    side,
    (QUIET * side) / modules, // flush with the symbol
    (pen) => {
      pen.imageSmoothingEnabled = false;
      pen.drawImage(symbol, 0, 0, side, side);
    },
    title,
    said,
  );
}

/** Lets the finished code that the page shows be saved, copied and kept. */
export function startFinishedCode() {
  const url = byId("url", "input");

  byId("save").addEventListener("click", async () => {
    const status = byId("save-says");
    const { name = "" } = byId("save").dataset;
    try {
      download(await picture(), name);
      status.textContent = status.dataset.saved ?? "";
    } catch {
      status.textContent = status.dataset.failed ?? "";
    }
  });

  byId("copy").addEventListener("click", async () => {
    const status = byId("copy-says");
    const { copied = "", failed = "" } = status.dataset;
    status.textContent = (await copyField(url)) ? copied : failed;
  });

  url.addEventListener("focus", () => url.select());
  byId("save-row").hidden = false;
  byId("copy").hidden = false;
  const keep = byId("keep"); // a participant's own phone; null on a facilitator's
  if (keep) offerToKeep(keep, url.value);
}
