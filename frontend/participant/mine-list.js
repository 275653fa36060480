/*
 * The list of the codes kept on this device: which of them are chosen, what is due next, and what
 * is done with them. What changes is stored, shown and said, and can be undone.
 */
import { ask } from "../lib/dialog.js";
import { addressOf, byId, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { storeCodes, storedCodes } from "../lib/stored-codes.js";
import { fill } from "../lib/times.js";
import { attendancesOf, showingForm, tokensOf } from "./attendances.js";
import { rowOf } from "./code-row.js";
import { announce, data, isOver, say, seconds, words } from "./mine-page.js";
import { joined, read } from "./read-code.js";
import { preparePrinting } from "./sheet.js";
import { canEncode, modulesOnPaper } from "./symbols.js";
import { storeUnchecked, uncheckedTokens } from "./unchecked.js";

/** @typedef {import("./attendances.js").Attendance} Attendance */

const mine = addressOf(data.mine ?? "");
const list = byId("list");
const all = byId("all", "input");

/** @type {Attendance[]} */
let codes = [];
let isStored = true; // else they last as long as the page does
/** References of those chosen. @type {Set<string>} */
let chosen = new Set();
let undoLast = () => {};
/** What a later check said of codes that could not be checked, by token. @type {Map<string, string>} */
const doubts = new Map();

export const keptCodes = () => codes;

export const chosenCodes = () =>
  codes.filter((code) => chosen.has(code.reference)).sort((a, b) => a.start - b.start);

// The list

/** @param {Attendance} code */
const newRow = (code) =>
  rowOf(code, {
    pick(isChosen) {
      if (isChosen) chosen.add(code.reference);
      else chosen.delete(code.reference);
      showChosen();
    },
    print: () => print([code]),
    remove: () => remove([code]),
    showForm(token) {
      const shown = showingForm(code, token);
      change(replacing([shown]), fill(words.formShown, { form: say.where(shown) }));
      const row = find(list, `[data-token="${token}"]`);
      find(row, "", "details").open = true;
      find(row, "summary").focus();
    },
  });

/** @param {Attendance | undefined} next the one to hand in first */
function showNext(next) {
  byId("next").hidden = !next;
  byId("all-past").hidden = Boolean(next) || !codes.length;
  if (!next) return;
  byId("next-due").textContent = say.due(next, seconds());
  const code = byId("next-code");
  find(code, ".day").textContent = say.day(next);
  find(code, ".clock").hidden = !say.time(next);
  find(code, ".time").textContent = say.time(next);
  find(code, "bdi").textContent = say.where(next);
}

const rowsShown = () => /** @type {HTMLElement[]} */ ([...list.children]);

function showChosen() {
  const picked = chosenCodes();
  const unchecked = uncheckedTokens();
  for (const row of rowsShown()) {
    const { token = "", reference = "" } = row.dataset;
    find(row, "", "input").checked = chosen.has(reference);
    const doubt = find(row, ".unchecked");
    doubt.hidden = !unchecked.has(token);
    doubt.textContent = doubts.get(token) ?? words.unchecked;
  }
  all.checked = picked.length === codes.length;
  all.indeterminate = picked.length > 0 && picked.length < codes.length;
  byId("print").textContent = plural(words.print, picked.length);
  byId("link-label").textContent = plural(words.link, picked.length);
  byId("link", "input").value = picked.length ? `${mine}#${joined(picked)}` : "";
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

/**
 * Chooses all codes, or none.
 * @param {boolean} isChosen
 */
export function chooseAll(isChosen) {
  chosen = new Set(isChosen ? codes.map((code) => code.reference) : []);
  showChosen();
}

/** Draws every row anew: what it says may have changed with the day, and what is stored meanwhile. */
export function redraw() {
  list.replaceChildren();
  readStored();
}

/**
 * Marks codes that a later check speaks against; they are chosen no more.
 * @param {Map<string, string>} said by token
 */
export function markDoubtful(said) {
  for (const code of codes) {
    const text = said.get(code.token);
    if (text === undefined) continue;
    doubts.set(code.token, text);
    chosen.delete(code.reference);
  }
  showChosen();
}

// Keeping and removing

/**
 * The codes of this device from now on. New ones are chosen.
 * @param {Attendance[]} current
 */
function useCodes(current) {
  const before = new Set(codes.map((code) => code.reference));
  codes = current;
  const fresh = codes.filter((code) => !before.has(code.reference) && !isOver(code));
  const references = new Set(codes.map((code) => code.reference));
  const wanted = [...chosen, ...fresh.map((code) => code.reference)];
  chosen = new Set(wanted.filter((reference) => references.has(reference)));
  show();
}

/**
 * Stores these codes and no others; says so where the browser refuses.
 * @param {Attendance[]} current
 * @param {string | string[]} text
 * @param {() => void} [undo]
 */
export function change(current, text, undo) {
  isStored = storeCodes(tokensOf(current));
  const tokens = new Set(tokensOf(current));
  storeUnchecked([...uncheckedTokens()].filter((token) => tokens.has(token)));
  if (undo) undoLast = undo;
  useCodes(current);
  announce(isStored ? text : [text, words.refused].flat(), Boolean(undo));
}

/** Shows what is stored now, by this tab or another. */
export function readStored() {
  const stored = () => attendancesOf(storedCodes().flatMap((token) => read(token) ?? []));
  useCodes(isStored ? stored() : codes);
}

/**
 * The codes, some of them as they are given.
 * @param {Attendance[]} some
 */
export function replacing(some) {
  const given = new Map(some.map((code) => [code.reference, code]));
  return codes.map((code) => given.get(code.reference) ?? code);
}

/**
 * Asks once, then removes.
 * @param {Attendance[]} some
 */
export async function remove(some) {
  if (!(await ask(plural(words.ask, some.length), "remove"))) return;
  const removed = some.map((code) => ({ code, isChosen: chosen.has(code.reference) }));
  const gone = new Set(some.map((code) => code.reference));
  const unchecked = uncheckedTokens();
  const remaining = codes.filter((code) => !gone.has(code.reference));
  change(remaining, plural(words.removed, some.length), () => {
    storeUnchecked(unchecked);
    putBack(removed);
  });
}

/** @param {{code: Attendance, isChosen: boolean}[]} removed */
function putBack(removed) {
  const here = new Set(codes.map((code) => code.reference));
  const back = removed.filter(({ code }) => !here.has(code.reference));
  change([...codes, ...back.map(({ code }) => code)], words.undone);
  for (const { code, isChosen } of back) {
    if (isChosen) chosen.add(code.reference);
    else chosen.delete(code.reference);
  }
  showChosen();
  find(list, `[data-token="${back[0]?.code.token}"] summary`)?.focus();
}

export const undoLastChange = () => undoLast();

// Print

const printSheet = preparePrinting(words, say, modulesOnPaper, chosenCodes);

/** @param {Attendance[]} some */
export async function print(some) {
  if (!some.length) return announce(words.printFirst);
  if (!(await canEncode())) return announce(words.noSymbols);
  printSheet(some);
}
