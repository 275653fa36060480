/*
 * The participant's own codes: kept on this device, shown with what is due next, printed, moved by
 * a link, removed. After the page has loaded, nothing is asked of anybody, and no code is sent.
 */
import { copyField } from "../lib/clipboard.js";
import { ask } from "../lib/dialog.js";
import { download } from "../lib/download.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId, element, find, pageData } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { onCodesChange, storeCodes, storedCodes } from "../lib/stored-codes.js";
import { symbolPicture, symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { codeWords, isPast } from "./code-words.js";
import { candidatesIn, joined, read } from "./read-code.js";
import { preparePrinting } from "./sheet.js";

/** @typedef {import("./read-code.js").Code} Code */

const script = pageData();
/** @type {import("./code-words.js").Words} */
const words = JSON.parse(script.words ?? "{}");
const say = codeWords(words);
const { code: codeLink = "" } = script; // up to and with its "#"
const check = addressOf(script.check ?? "");
const mine = addressOf(script.mine ?? "");
const list = byId("list");
const link = byId("link", "input");
const all = byId("all", "input");
const seconds = () => Math.floor(Date.now() / 1000);

/** @type {Code[]} */
let codes = [];
/** @type {Set<string>} */
let chosen = new Set();
/** @type {{code: Code, isChosen: boolean}[]} */
let removed = [];

const isOver = (/** @type {Code} */ code) => isPast(code, seconds());
const chosenCodes = () =>
  codes.filter((code) => chosen.has(code.token)).sort((a, b) => a.start - b.start);

// QR symbols, of an encoder that is fetched with the page (and kept with it for offline use)

/** @typedef {(link: string, code: string, level: "M" | "Q") => boolean[][]} Encode */

/** @type {Promise<{symbol: Encode} | null>} */
const loading = script.symbols
  ? import(addressOf(script.symbols)).catch(() => null)
  : Promise.resolve(null);
/** @type {Encode | null} */
let encode = null;

/**
 * The modules of a code's symbol on a screen; null where there is no encoder.
 * @param {Code} code
 */
async function modulesOf(code) {
  return (await loading)?.symbol(codeLink, code.token, "M") ?? null;
}

// The list

/**
 * @param {string} text
 * @param {boolean} [undoes]
 */
function announce(text, undoes = false) {
  byId("says").textContent = text;
  byId("undo").hidden = !undoes;
  if (undoes) byId("undo").focus();
}

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

/** @param {Code} code */
function rowOf(code) {
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
  const pick = find(row, "", "input");
  pick.addEventListener("change", () => {
    if (pick.checked) chosen.add(code.token);
    else chosen.delete(code.token);
    showChosen();
  });
  find(row, ".save").addEventListener("click", () => save(code, find(row, ".row-says")));
  find(row, ".one").addEventListener("click", () => print([code]));
  find(row, ".remove").addEventListener("click", () => remove([code]));
  return row;
}

/** @param {Code | undefined} next the one to hand in first */
function showNext(next) {
  byId("next").hidden = !next;
  byId("all-past").hidden = Boolean(next) || !codes.length;
  if (!next) return;
  byId("next-due").textContent = say.due(next, seconds());
  const where = element("bdi", "", say.where(next));
  byId("next-code").replaceChildren(say.name(next), element("br"), where);
}

const rowsShown = () => /** @type {HTMLElement[]} */ ([...list.children]);

function showChosen() {
  const picked = chosenCodes();
  for (const row of rowsShown()) {
    find(row, "", "input").checked = chosen.has(row.dataset.token ?? "");
  }
  all.checked = picked.length === codes.length;
  all.indeterminate = picked.length > 0 && picked.length < codes.length;
  byId("print").textContent = plural(words.print, picked.length);
  byId("link-label").textContent = plural(words.link, picked.length);
  link.value = picked.length ? `${mine}#${joined(picked)}` : "";
}

/** Draws everything anew; rows whose code is still there stay as they are, open or closed. */
function show() {
  const byDate = [...codes].sort((a, b) => a.expiresAt - b.expiresAt);
  const due = byDate.filter((code) => !isOver(code));
  const past = byDate.filter(isOver);
  const rows = new Map(rowsShown().map((row) => [row.dataset.token, row]));
  list.replaceChildren(...[...due, ...past].map((code) => rows.get(code.token) ?? rowOf(code)));
  byId("some").hidden = !codes.length;
  byId("none").hidden = codes.length > 0;
  byId("choose-all").hidden = codes.length < 2;
  byId("remove-all-row").hidden = codes.length < 2;
  const form = byId("add", "details");
  if (!form.contains(document.activeElement)) form.open = !codes.length;
  showNext(due[0]);
  showChosen();
}

// Keeping and removing

/**
 * The codes of this device from now on. New ones are chosen.
 * @param {Code[]} current
 */
function useCodes(current) {
  const before = new Set(codes.map((code) => code.token));
  codes = current;
  const fresh = codes.filter((code) => !before.has(code.token) && !isOver(code));
  const tokens = new Set(codes.map((code) => code.token));
  const wanted = [...chosen, ...fresh.map((code) => code.token)];
  chosen = new Set(wanted.filter((token) => tokens.has(token)));
  show();
}

/**
 * Stores these codes and no others; says so where the browser refuses.
 * @param {Code[]} current
 * @param {string} text
 * @param {boolean} [undoes]
 */
function change(current, text, undoes = false) {
  const isStored = storeCodes(current.map((code) => code.token));
  useCodes(current);
  announce(isStored ? text : `${text} ${words.refused}`, undoes);
}

function readStored() {
  const known = new Map(codes.map((code) => [code.token, code]));
  useCodes(storedCodes().flatMap((token) => known.get(token) ?? read(token) ?? []));
}

/**
 * Adds what a link or pasted text carries; returns whether that was anything new.
 * @param {string} text
 */
function add(text) {
  const candidates = candidatesIn(text);
  const found = candidates.flatMap((candidate) => read(candidate) ?? []);
  const known = new Set(codes.map((code) => code.token));
  const fresh = new Map(found.map((code) => [code.token, code]));
  for (const token of known) fresh.delete(token);
  const messages = [];
  if (fresh.size) messages.push(plural(words.added, fresh.size));
  else if (found.length) messages.push(words.known);
  if (!found.length) messages.push(words.unread);
  else if (found.length < candidates.length) messages.push(words.someUnread);
  if (fresh.size) change([...codes, ...fresh.values()], messages.join(" "));
  else announce(messages.join(" "));
  return fresh.size > 0;
}

/**
 * Asks once, then removes.
 * @param {Code[]} some
 */
async function remove(some) {
  if (!(await ask(plural(words.ask, some.length), "remove"))) return;
  removed = some.map((code) => ({ code, isChosen: chosen.has(code.token) }));
  const remaining = codes.filter((code) => !some.includes(code));
  change(remaining, plural(words.removed, some.length), true);
}

function undo() {
  const tokens = new Set(codes.map((code) => code.token));
  const back = removed.filter(({ code }) => !tokens.has(code.token));
  change([...codes, ...back.map(({ code }) => code)], words.undone);
  for (const { code, isChosen } of back) {
    if (isChosen) chosen.add(code.token);
    else chosen.delete(code.token);
  }
  removed = [];
  showChosen();
  find(list, `[data-token="${back[0]?.code.token}"] summary`)?.focus();
}

// Print

const printSheet = preparePrinting(
  words,
  say,
  (code) => encode && encode(codeLink, code.token, "Q"),
  chosenCodes,
);

/** @param {Code[]} some */
async function print(some) {
  if (!some.length) return announce(words.printFirst);
  if (!(await loading)) return announce(words.noSymbols);
  printSheet(some);
}

// The page

/** Takes the codes out of the address, which they leave at once. */
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  history.replaceState(null, "", location.pathname);
  add(fragment);
}

byId("undo").addEventListener("click", undo);
byId("print").addEventListener("click", () => print(chosenCodes()));
byId("remove-all").addEventListener("click", () => remove(codes));
all.addEventListener("change", () => {
  chosen = new Set(all.checked ? codes.map((code) => code.token) : []);
  showChosen();
});
link.addEventListener("focus", () => link.select());
byId("copy").addEventListener("click", async () => {
  const isCopied = await copyField(link);
  byId("copy-says").textContent = isCopied ? words.copied : words.copyFailed;
});
byId("share").hidden = !navigator.share;
byId("share").addEventListener("click", () => {
  // a visitor who closes the share window has changed their mind
  navigator.share({ url: link.value }).catch(() => {});
});
byId("add-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const pasted = byId("pasted", "input");
  if (add(pasted.value)) pasted.value = "";
});
byId("scriptless").hidden = true;
byId("add").hidden = false;

onCodesChange(readStored);
addEventListener("hashchange", takeFragment);
document.addEventListener("visibilitychange", () => {
  // a day may have passed
  if (document.hidden) return;
  list.replaceChildren();
  show();
});
readStored();
takeFragment();
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
registerWorker(addressOf(script.worker ?? ""), { scope: mine });

encode = (await loading)?.symbol ?? null;
if (!encode) byId("print-says").textContent = words.noSymbols;
/** @type {HTMLElement} */ (byId("print").parentNode).hidden = !encode;
