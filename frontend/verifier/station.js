/*
 * The checking desk: one code after another, from a scanner, the camera, pictures or pasted text.
 * Every code is checked on this device; the list lives in this page's memory and nowhere else.
 */
import { findCodes, opaqueHost } from "../lib/find-codes.js";
import { inTurn } from "../lib/in-turn.js";
import { addressOf, byId } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { endCamera, isCameraOn, offerCamera } from "./camera.js";
import { findChecker } from "./checker.js";
import { offerClearing } from "./clearing.js";
import {
  checkAll,
  checkText,
  keepListsFresh,
  listsUnderWay,
  refreshLists,
  startChecking,
} from "./checking.js";
import { announce, data, seconds, text } from "./desk-page.js";
import { showSitting } from "./desk-view.js";
import { offerEarlier } from "./earlier.js";
import { active, checkIdle } from "./idle.js";
import { offerLists } from "./lists-offer.js";
import { keepOffline } from "./offline.js";
import { offerPasting, takeChosen } from "./pasting.js";
import { readFile } from "./picture-files.js";
import { openReader } from "./picture-reader.js";
import { hidePractice, offerPractice } from "./practice.js";
import { offerSaving } from "./saving.js";
import { watchKeys } from "./scanner.js";
import { addRows, mayChange, newSitting, removeRow } from "./sitting.js";
import { checkTyped, unreadable } from "./typed-codes.js";

/** @typedef {import("./sitting.js").Row} Row */
/** @typedef {import("./sitting.js").Sitting} Sitting */
/** @typedef {import("./sitting.js").InputMethod} InputMethod */

const field = byId("field", "input");
const label = byId("label", "input");
const onePerson = byId("one-person", "input");

// The sitting

let real = newSitting();
/** @type {Sitting | null} */
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
 * Says something of a sitting, while that is the one in front.
 * @param {Sitting} of
 * @param {string} message
 */
function say(of, message) {
  if (of === sitting) announce(message);
}

/**
 * Adds what was read.
 * @param {Sitting} into
 * @param {import("./typed-codes.js").Checked[]} codes
 * @param {InputMethod} way
 */
function add(into, codes, way) {
  addRows(into, codes, way, seconds());
  say(into, codes.length > 1 ? text("read.many", { count: codes.length }) : "");
  show();
}

/**
 * Says why nothing was added; what was shown of another code is no answer to that.
 * @param {Sitting} into
 * @param {string} message
 */
function showNothing(into, message) {
  into.chosen = null;
  say(into, message);
  show();
}

// What the sitting is about, in this page's memory as the list is

for (const about of [label, onePerson]) {
  about.addEventListener("input", () => {
    real.label = label.value.trim();
    real.isOnePerson = onePerson.checked;
    show();
  });
}

// What comes, one after another

const queue = inTurn();

/** @param {() => unknown} work */
const soon = (work) =>
  queue(work).catch((error) => {
    announce(text("reader.failed"));
    console.error(error);
  });

const opening = findChecker(addressOf(data.ed25519 ?? ""));
soon(() => opening); // what comes before it waits for it

/**
 * Takes in its turn what somebody brings. It belongs to the sitting that it was brought to, in front
 * or not; once that is cleared, to nobody.
 * @param {(into: Sitting) => Promise<void>} work
 */
function take(work) {
  active();
  const into = sitting;
  soon(async () => {
    if (into === real || into === practice) await work(into);
  });
}

/**
 * Adds what a keyboard made of a code, here or in another program.
 * @param {import("./keyboards.js").Typed} typed
 * @param {"typed" | "pasted"} way
 */
function takeTyped(typed, way = "typed") {
  if (!typed.text.trim()) return;
  take(async (into) => {
    const codes = await checkTyped(typed, checkText);
    if (codes.length) return add(into, codes, way);
    const host = opaqueHost(typed.text);
    if (host) return showNothing(into, text("text.opaque", { host }));
    const row = way === "typed" ? unreadable(typed) : null;
    if (row) add(into, [row], way);
    else showNothing(into, text("text.empty"));
  });
}

/** @param {string} pasted */
function takePasted(pasted) {
  const found = findCodes(pasted);
  if (found.length > 1) take(async (into) => add(into, await checkAll(found), "pasted"));
  else takeTyped({ text: pasted, keys: [] }, "pasted");
}

// Checked again where the answer may have changed

const allRows = () => [...real.rows, ...(practice?.rows ?? [])];

/** @param {(row: Row) => boolean} which */
async function checkRows(which) {
  for (const row of allRows().filter(which)) {
    row.found = await checkText(row.text);
    row.at = seconds();
  }
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
  if (allRows().some(mayChange)) checkAgain();
});

// Typed, pasted, dropped

const submit = watchKeys(field, (typed) => takeTyped(typed), active);

byId("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

offerPasting(takePasted, takeFiles);

// Pictures

const reading = openReader(addressOf(data.reader ?? ""));
const takeLists = offerLists(opening, listsUnderWay, () =>
  soon(async () => {
    await refreshLists();
    await checkRows(() => true);
  }),
);

/**
 * @param {File[]} chosen
 * @param {(file: File) => string} [nameOf]
 */
function takeFiles(chosen, nameOf = (file) => file.name) {
  for (const file of takeLists(chosen)) {
    const name = nameOf(file);
    take(async (into) => {
      const reader = await reading;
      if (!reader) return say(into, text("reader.none"));
      say(into, text("picture.reading", { name }));
      const { seen, message } = await readFile(file, name, reader);
      if (seen.length) await addSeen(into, seen);
      else showNothing(into, message);
      if (message) say(into, message);
    });
  }
}

/**
 * @param {Sitting} into
 * @param {string[]} seen
 */
async function addSeen(into, seen) {
  add(into, await checkAll(seen.flatMap(findCodes)), "picture");
}

byId("files").addEventListener("change", () => takeFiles(takeChosen(byId("files", "input"))));

// An earlier list, a saved list, paper, nothing

offerEarlier(soon, () => real, show);

offerSaving(() => sitting);
byId("print").addEventListener("click", () => print());

function clearAll() {
  real = newSitting();
  label.value = "";
  onePerson.checked = false;
  endPractice();
  hidePractice();
  endCamera();
  byId("earlier-says").textContent = "";
  byId("idle").hidden = true;
  field.value = "";
  show();
}

offerClearing(
  () => (sitting.unsaved ? sitting.rows.length : 0),
  () => {
    clearAll();
    announce(text("cleared"));
    field.focus({ preventScroll: true });
  },
);

addEventListener("beforeunload", (event) => {
  if (real.unsaved) event.preventDefault();
});

// Nobody there

function watchClock() {
  const hasList = real.rows.length > 0 || real.earlier.size > 0 || real.label !== "";
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
  take: (code) => takeTyped({ text: code, keys: [] }),
});

byId("site").textContent = fill(byId("site").dataset.text ?? "", { host: location.host });
byId("scriptless").hidden = true;
const checker = await opening;
if (checker) {
  const listsCome = startChecking(checker.verify);
  byId("desk").hidden = false;
  byId("more").hidden = false;
  byId("trust").hidden = false;
  show();
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
  const reader = await reading;
  byId("pictures").hidden = !reader;
  if (reader) offerCamera(reader, (seen) => take((into) => addSeen(into, [seen])));
  await listsCome;
  await keepOffline();
} else {
  byId("cannot").hidden = false;
}
