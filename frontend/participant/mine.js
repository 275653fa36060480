// @ts-nocheck
/*
 * The participant's own codes: kept on this device, shown with what is due next, printed, moved by
 * a link, removed. After the page has loaded, nothing is asked of anybody, and no code is sent.
 */
import { copyField } from "../lib/clipboard.js";
import { ask } from "../lib/dialog.js";
import { download } from "../lib/download.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId, pageData } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { onCodesChange, storeCodes, storedCodes } from "../lib/stored-codes.js";
import { symbolPicture, symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { codeTimes } from "./code-times.js";
import { candidatesIn, joined, read } from "./read-code.js";

const script = pageData();
const words = JSON.parse(script.words);
const times = codeTimes(words);
const seconds = () => Math.floor(Date.now() / 1000);
const byStart = (codes) => [...codes].sort((a, b) => a.start - b.start);

let codes = [];
let chosen = new Set();
let removed = [];

const isPast = (code) => seconds() >= code.expiresAt;
const chosenCodes = () => byStart(codes.filter((code) => chosen.has(code.token)));

// Words of one code

const nameOf = (code) => fill(words.code, { day: times.day(code), time: times.time(code) });

function whereOf({ name, place }) {
  if (name && place) return fill(words.where, { name, place });
  return name || place || words.timeOnly;
}

function dueOf(code) {
  const date = times.handInBy(code);
  if (isPast(code)) return fill(words.past, { date });
  const days = times.daysLeft(code, seconds());
  const pattern = [words.dueToday, words.dueTomorrow][days];
  return pattern ? fill(pattern, { date }) : plural(words.dueDays, days, { date });
}

// QR symbols, of an encoder that is fetched with the page (and kept with it for offline use)

const encoder = script.symbols
  ? import(addressOf(script.symbols)).catch(() => null)
  : Promise.resolve(null);

/** The modules of a code's symbol; null where there is no encoder. */
async function modulesOf(code, level) {
  const found = await encoder;
  return found && found.symbol(script.code, code.token, level);
}

const symbolLabel = ({ reference }) => fill(words.qr, { reference });

// The list

function announce(text, undoes = false) {
  byId("says").textContent = text;
  byId("undo").hidden = !undoes;
  if (undoes) byId("undo").focus();
}

async function showSymbol(code, row) {
  const place = row.querySelector(".qr");
  if (place.firstChild) return;
  const modules = await modulesOf(code, "M");
  if (modules) place.replaceChildren(symbolSvg(modules, symbolLabel(code)));
  row.querySelector(".save").hidden = !modules;
  row.querySelector(".one").hidden = !modules;
  place.hidden = !modules;
  if (!modules) row.querySelector(".row-says").textContent = words.noSymbols;
}

async function save(code, says) {
  const label = words.picture;
  const { reference } = code;
  const when = fill(words.stated, {
    day: times.day(code),
    time: times.time(code),
    offset: times.offset(code),
  });
  const lines = [
    [label.meeting, whereOf(code)],
    [label.when, when],
    [label.reference, reference],
    [label.handIn, times.handInBy(code)],
  ];
  try {
    const content = await symbolPicture(await modulesOf(code, "M"), words.sheet, lines);
    download(content, `attendance-${times.isoDay(code)}-${reference.slice(0, 4)}.png`);
    says.textContent = words.saved;
  } catch {
    says.textContent = words.saveFailed;
  }
}

function rowOf(code) {
  const row = byId("row").content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(name);
  const name = nameOf(code);
  const about = (button) => {
    button.setAttribute("aria-label", fill(words.about, { label: button.textContent, code: name }));
  };
  row.dataset.token = code.token;
  row.classList.toggle("past", isPast(code));
  part(".pick .heard").textContent = fill(words.choose, { code: name });
  part(".day").textContent = times.day(code);
  part(".time").textContent = times.time(code);
  part(".offset").textContent = fill(words.offset, { offset: times.offset(code) });
  part(".where bdi").textContent = whereOf(code);
  part(".due").textContent = dueOf(code);
  part(".reference").textContent = code.reference;
  part("summary .heard").textContent = `: ${name}`;
  part(".check-it").href = `${addressOf(script.check)}#${code.token}`;
  row.querySelectorAll("button").forEach(about);
  part("details").addEventListener("toggle", () => showSymbol(code, row));
  part("input").addEventListener("change", ({ target }) => {
    if (target.checked) chosen.add(code.token);
    else chosen.delete(code.token);
    showChosen();
  });
  part(".save").addEventListener("click", () => save(code, part(".row-says")));
  part(".one").addEventListener("click", () => print([code]));
  part(".remove").addEventListener("click", () => remove([code]));
  return row;
}

function showNext(due) {
  const [next] = due;
  byId("next").hidden = !next;
  byId("all-past").hidden = Boolean(next) || !codes.length;
  if (!next) return;
  byId("next-due").textContent = dueOf(next);
  const where = document.createElement("bdi");
  where.textContent = whereOf(next);
  byId("next-code").replaceChildren(nameOf(next), document.createElement("br"), where);
}

function showChosen() {
  const picked = chosenCodes();
  for (const row of byId("list").children) {
    row.querySelector("input").checked = chosen.has(row.dataset.token);
  }
  byId("all").checked = picked.length === codes.length;
  byId("all").indeterminate = picked.length > 0 && picked.length < codes.length;
  byId("print").textContent = plural(words.print, picked.length);
  byId("link-label").textContent = plural(words.link, picked.length);
  byId("link").value = picked.length ? `${addressOf(script.mine)}#${joined(picked)}` : "";
}

/** Draws everything anew; rows whose code is still there stay as they are, open or closed. */
function show() {
  const byDate = [...codes].sort((a, b) => a.expiresAt - b.expiresAt);
  const due = byDate.filter((code) => !isPast(code));
  const past = byDate.filter(isPast);
  const rows = new Map([...byId("list").children].map((row) => [row.dataset.token, row]));
  byId("list").replaceChildren(
    ...[...due, ...past].map((code) => rows.get(code.token) ?? rowOf(code)),
  );
  byId("some").hidden = !codes.length;
  byId("none").hidden = codes.length > 0;
  byId("choose-all").hidden = codes.length < 2;
  byId("remove-all-row").hidden = codes.length < 2;
  if (!byId("add").contains(document.activeElement)) byId("add").open = !codes.length;
  showNext(due);
  showChosen();
}

// Keeping and removing

/** The list of this device from now on; says so where the browser refuses. */
function useCodes(list) {
  const before = new Set(codes.map((code) => code.token));
  codes = list;
  const fresh = list.filter((code) => !before.has(code.token) && !isPast(code));
  const held = new Set(list.map((code) => code.token));
  chosen = new Set([...chosen, ...fresh.map((code) => code.token)].filter((one) => held.has(one)));
  show();
}

function change(list, text, undoes = false) {
  const isStored = storeCodes(list.map((code) => code.token));
  useCodes(list);
  announce(isStored ? text : `${text} ${words.refused}`, undoes);
}

function readStored() {
  const known = new Map(codes.map((code) => [code.token, code]));
  useCodes(
    storedCodes()
      .map((token) => known.get(token) ?? read(token))
      .filter(Boolean),
  );
}

/** Adds what a link or pasted text carries. */
function add(text) {
  const candidates = candidatesIn(text);
  const found = candidates.map(read).filter(Boolean);
  const known = new Set(codes.map((code) => code.token));
  const fresh = new Map(found.map((code) => [code.token, code]));
  for (const token of known) fresh.delete(token);
  const says = [];
  if (fresh.size) says.push(plural(words.added, fresh.size));
  else if (found.length) says.push(words.known);
  if (!found.length) says.push(words.unread);
  else if (found.length < candidates.length) says.push(words.someUnread);
  if (fresh.size) change([...codes, ...fresh.values()], says.join(" "));
  else announce(says.join(" "));
  return fresh.size > 0;
}

/** Asks once, then removes. */
async function remove(some) {
  if (!(await ask(plural(words.ask, some.length), "remove"))) return;
  removed = some.map((code) => ({ code, isChosen: chosen.has(code.token) }));
  const remaining = codes.filter((code) => !some.includes(code));
  change(remaining, plural(words.removed, some.length), true);
}

function undo() {
  const held = new Set(codes.map((code) => code.token));
  const back = removed.filter(({ code }) => !held.has(code.token));
  change([...codes, ...back.map(({ code }) => code)], words.undone);
  for (const { code, isChosen } of back) {
    if (isChosen) chosen.add(code.token);
    else chosen.delete(code.token);
  }
  removed = [];
  showChosen();
  byId("list").querySelector(`[data-token="${back[0]?.code.token}"] summary`)?.focus();
}

// Print. The sheet is made for the print window, by our button or the browser's own.

const onScreen = document.title;
let isPrinting = false;

function articleOf(code, modules, number, total) {
  const article = byId("sheet-code").content.firstElementChild.cloneNode(true);
  const part = (name) => article.querySelector(name);
  part(".symbol").append(symbolSvg(modules, symbolLabel(code), 0));
  part(".number").hidden = total === 1;
  part(".number dd").textContent = fill(words.number, { number, total });
  part(".fact-meeting bdi").textContent = whereOf(code);
  part(".fact-reference dd").textContent = code.reference;
  part(".fact-hand-in dd").textContent = times.handInBy(code);
  part(".large-print").textContent = fill(words.stated, {
    day: times.day(code),
    time: times.time(code),
    offset: times.offset(code),
  });
  return article;
}

/** Fills the sheet from symbols that are drawn already: a print window does not wait. */
function fillSheet(symbols) {
  const total = symbols.length;
  const sheet = byId("sheet");
  sheet.className = total === 1 ? "single" : "many";
  const head = byId("sheet-head").content.cloneNode(true);
  head.querySelector("b").textContent = total === 1 ? words.sheet : words.sheetMore;
  const foot = byId(total === 1 ? "sheet-foot" : "sheet-foot-more").content.cloneNode(true);
  const articles = symbols.map(([code, modules], index) =>
    articleOf(code, modules, index + 1, total),
  );
  sheet.replaceChildren(head, ...articles, foot);
  if (!total) sheet.replaceChildren();
}

const withSymbols = (some, found) =>
  some.map((code) => [code, found.symbol(script.code, code.token, "Q")]);

async function print(some) {
  if (!some.length) return announce(words.printFirst);
  const found = await encoder;
  if (!found) return announce(words.noSymbols);
  fillSheet(withSymbols(some, found));
  isPrinting = true;
  window.print();
}

let ready = null;
addEventListener("beforeprint", () => {
  if (!isPrinting) fillSheet(ready ? withSymbols(chosenCodes(), ready) : []);
  document.title = byId("sheet").querySelector("b")?.textContent ?? onScreen;
});
addEventListener("afterprint", () => {
  isPrinting = false;
  document.title = onScreen;
});

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
byId("all").addEventListener("change", ({ target }) => {
  chosen = new Set(target.checked ? codes.map((code) => code.token) : []);
  showChosen();
});
byId("link").addEventListener("focus", () => byId("link").select());
byId("copy").addEventListener("click", async () => {
  const isCopied = await copyField(byId("link", "input"));
  byId("copy-says").textContent = isCopied ? words.copied : words.copyFailed;
});
byId("share").hidden = !navigator.share;
byId("share").addEventListener("click", () => {
  // a visitor who closes the share window has changed their mind
  navigator.share({ url: byId("link").value }).catch(() => {});
});
byId("add-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (add(byId("pasted").value)) byId("pasted").value = "";
});
byId("scriptless").hidden = true;
byId("add").hidden = false;

onCodesChange(readStored);
addEventListener("hashchange", takeFragment);
document.addEventListener("visibilitychange", () => {
  // a day may have passed
  if (document.hidden) return;
  byId("list").replaceChildren();
  show();
});
readStored();
takeFragment();
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
registerWorker(addressOf(script.worker), { scope: addressOf(script.mine) });

ready = await encoder;
if (!ready) byId("print-says").textContent = words.noSymbols;
byId("print").parentNode.hidden = !ready;
