/* A code in the list: what it says, its symbol and its picture. */
import { download } from "../lib/download.js";
import { addressOf, button, byId, find } from "../lib/page.js";
import { symbolPicture, symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { data, isOver, say, seconds, words } from "./mine-page.js";
import { modulesOf } from "./symbols.js";

/** @typedef {import("./attendances.js").Attendance} Attendance */
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
    [say.hasMeeting(code) ? label.meeting : label.shows, say.where(code)],
    [say.time(code) ? label.when : label.date, say.whenStated(code)],
    [label.reference, reference],
    [label.handIn, say.handInBy(code)],
    [label.issuer, words.issuer],
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
 * What a row does: when it is chosen or not, with its buttons, and when another of its forms is
 * wanted.
 * @typedef {object} Actions
 * @property {(isChosen: boolean) => void} pick
 * @property {() => void} print
 * @property {() => void} remove
 * @property {(token: string) => void} showForm
 */

/**
 * A new row for an attendance.
 * @param {Attendance} code
 * @param {Actions} actions
 */
export function rowOf(code, { pick, print, remove, showForm }) {
  const template = byId("row", "template").content.firstElementChild;
  const row = /** @type {HTMLElement} */ (template?.cloneNode(true));
  const name = say.name(code);
  row.dataset.token = code.token;
  row.dataset.reference = code.reference;
  row.classList.toggle("past", isOver(code));
  find(row, ".pick .heard").textContent = fill(words.choose, { code: name });
  find(row, ".day").textContent = say.day(code);
  find(row, ".clock").hidden = !say.time(code);
  find(row, ".time").textContent = say.time(code);
  find(row, ".offset").textContent = fill(words.offset, { offset: say.offset(code) });
  find(row, ".where bdi").textContent = say.where(code);
  find(row, ".due").textContent = say.due(code, seconds());
  find(row, ".reference").textContent = code.reference;
  find(row, "summary .heard").textContent = `: ${name}`;
  find(row, ".check-it", "a").href = `${check}#${code.token}`;
  for (const control of row.querySelectorAll("button")) {
    const label = fill(words.about, { label: control.textContent ?? "", code: name });
    control.setAttribute("aria-label", label);
  }
  for (const form of code.otherForms) {
    const label = fill(words.showForm, { form: say.where(form) });
    const other = button("plain", label);
    other.addEventListener("click", () => showForm(form.token));
    find(row, ".forms").append(other);
  }
  find(row, ".forms").hidden = !code.otherForms.length;
  find(row, "details").addEventListener("toggle", () => showSymbol(code, row));
  const box = find(row, "", "input");
  box.addEventListener("change", () => pick(box.checked));
  find(row, ".save").addEventListener("click", () => save(code, find(row, ".row-says")));
  find(row, ".one").addEventListener("click", print);
  find(row, ".remove").addEventListener("click", remove);
  return row;
}
