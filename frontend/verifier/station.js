/*
 * The checking desk: one code after another, from a scanner, the camera, pictures or pasted text.
 * Every code is checked on this device; the list lives in this page's memory and nowhere else.
 */
import { download } from "../lib/download.js";
import { addressOf, byId } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { endCamera, isCameraOn, offerCamera } from "./camera.js";
import { findChecker } from "./checker.js";
import { checkText, checkTyped, keepListsFresh, refreshLists, startChecking } from "./checking.js";
import { codesIn } from "./codes-in-text.js";
import { csvOf, referencesIn } from "./csv.js";
import { announce, data, seconds, text, texts } from "./desk-page.js";
import { showSitting } from "./desk-view.js";
import { active, checkIdle } from "./idle.js";
import { offerLists } from "./lists-offer.js";
import { keepOffline } from "./offline.js";
import { readFile } from "./picture-files.js";
import { openReader } from "./picture-reader.js";
import { hidePractice, offerPractice } from "./practice.js";
import { watchKeys } from "./scanner.js";
import {
  addRows,
  cellsOf,
  COLUMNS,
  isoDayHere,
  mayChange,
  newSitting,
  removeRow,
} from "./sitting.js";

/** @typedef {import("./sitting.js").Row} Row */
/** @typedef {import("./sitting.js").InputMethod} InputMethod */

const field = byId("field", "input");
const clear = byId("clear", "button");

// The sitting

let real = newSitting();
/** @type {import("./sitting.js").Sitting | null} */
let practice = null;
let sitting = real;

/** @param {Row} row */
function choose(row) {
  sitting.chosen = row;
  show();
}

/** @param {Row} row */
function remove(row) {
  removeRow(sitting, row);
  show();
  announce(text("row.removed", { row: row.number }));
  field.focus({ preventScroll: true });
}

const show = () => showSitting(sitting, sitting === real, choose, remove);

/**
 * Adds what was read.
 * @param {import("./checking.js").Checked[]} codes
 * @param {InputMethod} way
 */
function add(codes, way) {
  if (!codes.length) return announce(text("text.empty"));
  addRows(sitting, codes, way, seconds());
  announce(codes.length > 1 ? text("read.many", { count: codes.length }) : "");
  show();
}

let queue = Promise.resolve();
/**
 * Does one piece of work after the other, in the order in which they came.
 * @param {() => Promise<void>} work
 */
function soon(work) {
  active();
  const into = sitting;
  queue = queue
    .then(async () => {
      // cleared or changed over meanwhile: it belongs to a sitting that is over
      if (into === sitting) await work();
    })
    .catch((error) => {
      announce(text("reader.failed"));
      console.error(error);
    });
  return queue;
}

/** @param {string} typed */
function takeTyped(typed) {
  if (typed.trim()) soon(async () => add(await checkTyped(typed), "typed"));
}

/**
 * @param {import("./codes-in-text.js").Code[]} found
 * @param {InputMethod} way
 */
async function addFound(found, way) {
  const results = [];
  for (const code of found) results.push({ ...code, found: await checkText(code.text) });
  add(results, way);
}

/** @param {string} pasted */
function takePasted(pasted) {
  soon(async () => {
    const found = codesIn(pasted);
    if (!found.length) return announce(text("text.empty"));
    // a scanner in another program types as garbled as here
    if (found.length === 1) return add(await checkTyped(pasted), "pasted");
    await addFound(found, "pasted");
  });
}

// Checked again where the answer may have changed

/** @param {(row: Row) => boolean} which */
async function checkRows(which) {
  for (const row of sitting.rows.filter(which)) row.found = await checkText(row.text);
  show();
}

function checkAgain() {
  soon(async () => {
    await refreshLists();
    await checkRows(mayChange);
  });
}

byId("again").addEventListener("click", checkAgain);
addEventListener("issuerlists", () => soon(() => checkRows(mayChange)));
addEventListener("online", () => {
  if (sitting.rows.some(mayChange)) checkAgain();
});

// Typed, pasted, dropped

const submit = watchKeys(field, takeTyped, active);

byId("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

addEventListener("paste", (event) => {
  event.preventDefault();
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) return takeFiles(files, () => text("picture.pasted"));
  takePasted(event.clipboardData?.getData("text/plain") ?? "");
});

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length) takeFiles(files);
  else takePasted(event.dataTransfer?.getData("text/plain") ?? "");
});

// Pictures

/** @type {import("./picture-reader.js").Reader | null} */
let reader = null;
/** @type {ReturnType<typeof offerLists>} */
let takeLists = (files) => files;

/**
 * @param {File[]} chosen
 * @param {(file: File) => string} [nameOf]
 */
function takeFiles(chosen, nameOf = (file) => file.name) {
  const files = takeLists(chosen);
  if (!files.length) return;
  const current = reader;
  if (!current) return announce(text("reader.none"));
  for (const file of files) {
    const name = nameOf(file);
    soon(async () => {
      announce(text("picture.reading", { name }));
      const { seen, message } = await readFile(file, name, current);
      if (seen.length) await takeSeen(seen);
      if (message) announce(message);
    });
  }
}

/** @param {string[]} seen */
const takeSeen = (seen) => addFound(seen.flatMap(codesIn), "picture");

/**
 * The files that were chosen, which can then be chosen again.
 * @param {HTMLInputElement} input
 */
function takeChosen(input) {
  const files = [...(input.files ?? [])];
  input.value = "";
  return files;
}

byId("files").addEventListener("change", () => takeFiles(takeChosen(byId("files", "input"))));

// An earlier list, a saved list, paper, nothing

byId("earlier").addEventListener("change", async () => {
  active();
  const messages = [];
  for (const file of takeChosen(byId("earlier", "input"))) {
    const found = referencesIn(new Uint8Array(await file.arrayBuffer()));
    for (const reference of found) real.earlier.set(reference, file.name);
    const key = found.size ? "earlier.read" : "earlier.none";
    messages.push(text(key, { file: file.name, count: found.size }));
  }
  byId("earlier-says").textContent = messages.join(" ");
  show();
});

byId("save").addEventListener("click", () => {
  const file = text("csv.file", { date: isoDayHere(seconds()) });
  const head = COLUMNS.map((name) => text(`csv.${name}`));
  const content = csvOf([head, ...sitting.rows.map((row) => cellsOf(row, sitting))]);
  download(new Blob([content], { type: "text/csv;charset=utf-8" }), file);
  sitting.unsaved = false;
  announce(text("saved", { file }));
});

byId("print").addEventListener("click", () => print());

function clearAll() {
  real = newSitting();
  endPractice();
  hidePractice();
  endCamera();
  byId("earlier-says").textContent = "";
  byId("idle").hidden = true;
  field.value = "";
  show();
}

clear.addEventListener("click", () => {
  if (clear.dataset.sure === "yes" || !sitting.unsaved) {
    clearAll();
    announce(text("cleared"));
    field.focus({ preventScroll: true });
  } else {
    clear.textContent = text("clear.sure", { count: sitting.rows.length });
    clear.dataset.sure = "yes";
    announce(text("clear.ask"));
  }
});
clear.addEventListener("blur", () => {
  delete clear.dataset.sure;
  clear.textContent = texts.clear ?? "";
});

addEventListener("beforeunload", (event) => {
  if (real.unsaved) event.preventDefault();
});

// Nobody there

function watchClock() {
  const hasList = real.rows.length > 0 || real.earlier.size > 0;
  const hasSomething = hasList || practice !== null || isCameraOn() || field.value !== "";
  checkIdle(hasSomething, clearAll);
  if (!document.hidden) keepListsFresh();
}

setInterval(watchClock, 5000);
addEventListener("pageshow", watchClock);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) endCamera();
  watchClock();
});

// Practice

function endPractice() {
  practice = null;
  sitting = real;
}

offerPractice({
  begin() {
    practice = newSitting();
    sitting = practice;
    show();
  },
  end() {
    endPractice();
    show();
  },
  take: takeTyped,
});

byId("site").textContent = fill(byId("site").dataset.text ?? "", { host: location.host });
byId("scriptless").hidden = true;
const checker = await findChecker(addressOf(data.ed25519 ?? ""));
if (checker) {
  const listsCome = startChecking(checker.verify);
  takeLists = offerLists(checker.verify, () =>
    soon(async () => {
      await refreshLists();
      await checkRows(() => true);
    }),
  );
  byId("desk").hidden = false;
  byId("more").hidden = false;
  show();
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
  reader = await openReader(addressOf(data.reader ?? ""));
  byId("pictures").hidden = !reader;
  if (reader) offerCamera(reader, (seen) => soon(() => takeSeen([seen])));
  await listsCome;
  await keepOffline();
} else {
  byId("cannot").hidden = false;
}
