/*
 * The participant's own codes: kept on this device, shown with what is due next, printed, moved by
 * a link, removed. No code is sent to anybody. What is added is checked, for which the public lists
 * of keys and withdrawals are fetched; nothing else is asked for after the page has loaded.
 */
import { copyField } from "../lib/clipboard.js";
import { ask } from "../lib/dialog.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { onCodesChange, storeCodes, storedCodes } from "../lib/stored-codes.js";
import { fill } from "../lib/times.js";
import { examined, keepable, linkWarnings, outcomeWords, refusals } from "./adding.js";
import { attendancesOf, showingForm, tokensOf, withCodes } from "./attendances.js";
import { rowOf } from "./code-row.js";
import { announce, data, isOver, say, seconds, words } from "./mine-page.js";
import { joined, read } from "./read-code.js";
import { preparePrinting } from "./sheet.js";
import { canEncode, modulesOnPaper } from "./symbols.js";
import { storeUnchecked, uncheckedTokens } from "./unchecked.js";

/** @typedef {import("./attendances.js").Attendance} Attendance */

const mine = addressOf(data.mine ?? "");
const list = byId("list");
const link = byId("link", "input");
const all = byId("all", "input");
const pasted = byId("pasted", "input");

/** @type {Attendance[]} */
let codes = [];
/** References of those chosen. @type {Set<string>} */
let chosen = new Set();
let undoLast = () => {};
/** What a later check said of codes that could not be checked, by token. @type {Map<string, string>} */
const doubts = new Map();

const chosenCodes = () =>
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
  const where = element("bdi", "", say.where(next));
  byId("next-code").replaceChildren(say.name(next), element("br"), where);
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
function change(current, text, undo) {
  const isStored = storeCodes(tokensOf(current));
  const tokens = new Set(tokensOf(current));
  storeUnchecked([...uncheckedTokens()].filter((token) => tokens.has(token)));
  if (undo) undoLast = undo;
  useCodes(current);
  announce(isStored ? text : [text, words.refused].flat(), Boolean(undo));
}

function readStored() {
  useCodes(attendancesOf(storedCodes().flatMap((token) => read(token) ?? [])));
}

/**
 * The codes, some of them as they are given.
 * @param {Attendance[]} some
 */
function replacing(some) {
  const given = new Map(some.map((code) => [code.reference, code]));
  return codes.map((code) => given.get(code.reference) ?? code);
}

/**
 * Adds what a link or pasted text carries, once it is checked; resolves to whether it was read.
 * @param {string} text
 */
async function add(text) {
  announce(words.checking);
  let answer;
  try {
    answer = await examined(text);
  } catch {
    announce(words.addFailed);
    return false;
  }
  const found = answer.codes;
  const lines = linkWarnings(found);
  const { codes: good, unchecked } = keepable(found);
  // what could not be checked takes no other's place
  const isKept = new Map(codes.map((code) => [code.reference, code.token]));
  const waits = good.filter(
    ({ reference, token }) =>
      unchecked.has(token) && isKept.has(reference) && isKept.get(reference) !== token,
  );
  const { attendances, fresh, replaced } = withCodes(
    codes,
    good.filter((code) => !waits.includes(code)),
  );
  if (fresh.length) lines.push(plural(words.added, fresh.length));
  if (replaced.length) lines.push(plural(words.replaced, replaced.length));
  if (waits.length) lines.push(words.waits);
  if (good.length && !fresh.length && !replaced.length && !waits.length) lines.push(words.known);
  lines.push(...refusals(found));
  if (!found.length) {
    lines.push(answer.opaque ? fill(words.opaque, { host: answer.opaque }) : words.unread);
  }
  if (fresh.some(({ token }) => unchecked.has(token))) lines.push(words.uncheckedSays);
  if (!fresh.length && !replaced.length) {
    announce(lines);
    return found.length > 0 && !waits.length;
  }
  storeUnchecked([...uncheckedTokens(), ...unchecked]);
  const undo = replaced.length ? () => change(replacing(replaced), words.undone) : undefined;
  change(attendances, lines, undo);
  return true;
}

/** Checks those that could not be checked when they were added; what is in doubt stays marked. */
async function checkLater() {
  const waiting = [...uncheckedTokens()];
  if (!waiting.length) return;
  const answer = await examined(waiting.join(" ")).catch(() => null);
  if (!answer) return;
  const good = keepable(answer.codes);
  const done = good.codes.filter(({ token }) => !good.unchecked.has(token));
  const isDone = new Set(done.map(({ token }) => token));
  storeUnchecked([...uncheckedTokens()].filter((token) => !isDone.has(token)));
  for (const { token, outcome, reason } of answer.codes) {
    const code = codes.find((each) => each.token === token);
    if (!code || outcome === "could_not_check" || isDone.has(token)) continue;
    doubts.set(token, outcomeWords(outcome, reason));
    chosen.delete(code.reference);
  }
  showChosen();
}

/**
 * Asks once, then removes.
 * @param {Attendance[]} some
 */
async function remove(some) {
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

// Print

const printSheet = preparePrinting(words, say, modulesOnPaper, chosenCodes);

/** @param {Attendance[]} some */
async function print(some) {
  if (!some.length) return announce(words.printFirst);
  if (!(await canEncode())) return announce(words.noSymbols);
  printSheet(some);
}

// The page

/** Takes the codes out of the address, which they leave at once. */
async function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  history.replaceState(null, "", location.pathname);
  if (await add(fragment)) return;
  // to be tried again, or looked at
  byId("add", "details").open = true;
  pasted.value = fragment;
}

byId("undo").addEventListener("click", () => undoLast());
byId("print").addEventListener("click", () => print(chosenCodes()));
byId("remove-all").addEventListener("click", () => remove(codes));
all.addEventListener("change", () => {
  chosen = new Set(all.checked ? codes.map((code) => code.reference) : []);
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
byId("add-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = pasted.value;
  if ((await add(text)) && pasted.value === text) pasted.value = "";
});
byId("scriptless").hidden = true;
byId("add").hidden = false;

onCodesChange(readStored);
addEventListener("hashchange", takeFragment);
addEventListener("online", checkLater);
document.addEventListener("visibilitychange", () => {
  // a day may have passed
  if (document.hidden) return;
  list.replaceChildren();
  show();
});
readStored();
takeFragment();
checkLater();
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
registerWorker(addressOf(data.worker ?? ""), { scope: mine });

const canPrint = await canEncode();
if (!canPrint) byId("print-says").textContent = words.noSymbols;
/** @type {HTMLElement} */ (byId("print").parentNode).hidden = !canPrint;
