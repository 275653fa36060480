/* A code in the list: what it says, its symbol and its picture. */
import { download } from "../lib/download.js";
import { addressOf, byId, find } from "../lib/page.js";
import { symbolPicture, symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { data, isOver, say, seconds, words } from "./mine-page.js";
import { modulesOf } from "./symbols.js";

/** @typedef {import("./read-code.js").Code} Code */

const check = addressOf(data.check ?? "");

/**
 * @param {Code} code
 * @param {HTMLElement} row
 */
async function showSymbol(code, row) {
  const place = find(row, ".qr");
  if (place.firstChild) return;
  const modules = await modulesOf(code);
  if (modules) place.replaceChildren(symbolSvg(modules, say.symbolLabel(code)));
  find(row, ".save").hidden = !modules;
  find(row, ".one").hidden = !modules;
  place.hidden = !modules;
  if (!modules) find(row, ".row-says").textContent = words.noSymbols;
}

/**
 * Saves a code's picture.
 * @param {Code} code
 * @param {HTMLElement} status
 */
async function save(code, status) {
  const label = words.picture;
  const { reference } = code;
  /** @type {[string, string][]} */
  const lines = [
    [label.meeting, say.where(code)],
    [label.when, say.whenStated(code)],
    [label.reference, reference],
    [label.handIn, say.handInBy(code)],
  ];
  try {
    const modules = await modulesOf(code);
    if (!modules) throw new Error("no encoder");
    const content = await symbolPicture(modules, words.sheet, lines);
    download(content, `attendance-${say.isoDay(code)}-${reference.slice(0, 4)}.png`);
    status.textContent = words.saved;
  } catch {
    status.textContent = words.saveFailed;
  }
}

/**
 * A new row for a code.
 * @param {Code} code
 * @param {{pick: (isChosen: boolean) => void, print: () => void, remove: () => void}} actions what
 * to do when it is chosen or not, and with its buttons
 */
export function rowOf(code, { pick, print, remove }) {
  const template = byId("row", "template").content.firstElementChild;
  const row = /** @type {HTMLElement} */ (template?.cloneNode(true));
  const name = say.name(code);
  row.dataset.token = code.token;
  row.classList.toggle("past", isOver(code));
  find(row, ".pick .heard").textContent = fill(words.choose, { code: name });
  find(row, ".day").textContent = say.day(code);
  find(row, ".time").textContent = say.time(code);
  find(row, ".offset").textContent = fill(words.offset, { offset: say.offset(code) });
  find(row, ".where bdi").textContent = say.where(code);
  find(row, ".due").textContent = say.due(code, seconds());
  find(row, ".reference").textContent = code.reference;
  find(row, "summary .heard").textContent = `: ${name}`;
  find(row, ".check-it", "a").href = `${check}#${code.token}`;
  for (const button of row.querySelectorAll("button")) {
    const label = fill(words.about, { label: button.textContent ?? "", code: name });
    button.setAttribute("aria-label", label);
  }
  find(row, "details").addEventListener("toggle", () => showSymbol(code, row));
  const box = find(row, "", "input");
  box.addEventListener("change", () => pick(box.checked));
  find(row, ".save").addEventListener("click", () => save(code, find(row, ".row-says")));
  find(row, ".one").addEventListener("click", print);
  find(row, ".remove").addEventListener("click", remove);
  return row;
}
