/*
 * The participant's own codes: kept on this device, shown with what is due next, printed, moved by
 * a link, removed. After the page has loaded, nothing is asked of anybody, and no code is sent.
 */
import { copyField } from "../lib/clipboard.js";
import { ask } from "../lib/dialog.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { onCodesChange, storeCodes, storedCodes } from "../lib/stored-codes.js";
import { rowOf } from "./code-row.js";
import { announce, data, isOver, say, seconds, words } from "./mine-page.js";
import { candidatesIn, joined, read } from "./read-code.js";
import { preparePrinting } from "./sheet.js";
import { canEncode, modulesOnPaper } from "./symbols.js";

/** @typedef {import("./read-code.js").Code} Code */

const mine = addressOf(data.mine ?? "");
const list = byId("list");
const link = byId("link", "input");
const all = byId("all", "input");

/** @type {Code[]} */
let codes = [];
/** @type {Set<string>} */
let chosen = new Set();
/** @type {{code: Code, isChosen: boolean}[]} */
let removed = [];

const chosenCodes = () =>
  codes.filter((code) => chosen.has(code.token)).sort((a, b) => a.start - b.start);

// The list

/** @param {Code} code */
const newRow = (code) =>
  rowOf(code, {
    pick(isChosen) {
      if (isChosen) chosen.add(code.token);
      else chosen.delete(code.token);
      showChosen();
    },
    print: () => print([code]),
    remove: () => remove([code]),
  });

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
  list.replaceChildren(...[...due, ...past].map((code) => rows.get(code.token) ?? newRow(code)));
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

const printSheet = preparePrinting(words, say, modulesOnPaper, chosenCodes);

/** @param {Code[]} some */
async function print(some) {
  if (!some.length) return announce(words.printFirst);
  if (!(await canEncode())) return announce(words.noSymbols);
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
registerWorker(addressOf(data.worker ?? ""), { scope: mine });

const canPrint = await canEncode();
if (!canPrint) byId("print-says").textContent = words.noSymbols;
/** @type {HTMLElement} */ (byId("print").parentNode).hidden = !canPrint;
