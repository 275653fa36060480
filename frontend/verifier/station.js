// @ts-nocheck
/*
 * The checking desk: one code after another, from a scanner, the camera, pictures or pasted text.
 * Every code is checked on this device; the list lives in this page's memory and nowhere else.
 */
import { download } from "../lib/download.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId, element, pageData } from "../lib/page.js";
import { fill, momentAt, offsetHere, offsetName, timesIn } from "../lib/times.js";
import { canCheck, check } from "./check-code.js";
import { codesIn } from "./codes-in-text.js";
import { csvOf, referencesIn } from "./csv.js";
import { readingsOf } from "./keyboards.js";
import { isPdf, openReader, studyPages, UnavailableError, watch } from "./picture-reader.js";
import { loadLists } from "./trust.js";

const script = pageData();
const texts = JSON.parse(script.station);
const words = JSON.parse(script.words);
const seconds = () => Math.floor(Date.now() / 1000);

const IDLE_S = 15 * 60;
const WARN_S = 60;
const RELOAD_S = 300; // lists are asked for again after so long, when a code comes
const KEEP_FRESH_S = 1800; // and after so long without one
const RETRY_S = 15;
const BURST_MS = 100; // a scanner's keys follow each other faster than this
const BURST_KEYS = 6;
const SILENCE_MS = 300; // after which a scanner without a closing Enter has ended
const WHOLE_CODE = 40; // characters, at least
const MAX_PAGES = 100; // of a PDF file, read at once

const text = (key, values = {}) => fill(texts[key], values);
const times = timesIn(words);
const field = byId("field");

// Checking

let verify;

async function isAble() {
  if (await canCheck()) return true;
  if (!script.ed25519) return false;
  try {
    ({ verify } = await import(addressOf(script.ed25519)));
    return true;
  } catch {
    return false;
  }
}

const sample = JSON.parse(script.sample);
let lists = null;
let askedAt = 0;
let asking = null;

/** The lists, asked for again where the last try is older than that. */
async function trusted(maxAgeS = RELOAD_S) {
  if (!lists || seconds() - askedAt >= maxAgeS) {
    asking ??= loadLists(addressOf(script.keys), addressOf(script.withdrawals));
    lists = await asking;
    asking = null;
    askedAt = seconds();
    showLists();
  }
  return { ...lists, sample };
}

/** The outcome for one text; a key that is not in the list may be in a newer one. */
async function checked(code) {
  const found = await check(code, await trusted(), seconds(), verify);
  const listed = !["keys", "withdrawals"].includes(found.reason) || found.outcome === "withdrawn";
  const known = listed && found.outcome !== "unknown_issuer";
  if (known || seconds() - askedAt < RETRY_S) return found;
  return check(code, await trusted(RETRY_S), seconds(), verify);
}

/** How near to a signature of ours a result is. */
function rank({ outcome, reason }) {
  if (outcome === "unreadable") return 0;
  if (outcome === "not_genuine") return 1;
  if (outcome === "unknown_issuer") return 2;
  return outcome === "could_not_check" && reason === "keys" ? 3 : 4;
}

/** Of what a scanner may have meant, the reading that a signature confirms; else the plain one. */
async function meant(typed) {
  const readings = [];
  for (const reading of readingsOf(typed)) {
    const found = await Promise.all(reading.map((code) => checked(code.text)));
    const best = Math.max(-1, ...found.map(rank));
    readings.push({ best, codes: reading.map((code, i) => ({ ...code, found: found[i] })) });
    if (best === 4) break;
  }
  return readings.reduce((best, one) => (one.best > best.best ? one : best)).codes;
}

// The sitting

const newSitting = () => ({ rows: [], last: 0, chosen: null, unsaved: false });
let real = newSitting();
let practice = null;
let sitting = real;
const earlier = new Map(); // reference -> name of the file that has it

function notesOf(row) {
  const notes = [];
  const reference = row.found.attendance?.reference;
  const isSample = (other) => other.found.outcome === "sample";
  const same = sitting.rows.filter(
    (other) =>
      other !== row &&
      reference &&
      other.found.attendance?.reference === reference &&
      isSample(other) === isSample(row),
  );
  if (same.length) {
    const numbers = same.map((other) => `${other.number}`);
    const last = numbers.pop();
    const some = numbers.join(words.comma);
    const rows = some
      ? text("note.rows", { rows: fill(words.several, { some, last }) })
      : text("note.row", { row: last });
    notes.push({ kind: "twice", says: text("note.twice", { rows }) });
  }
  if (reference && sitting === real && earlier.has(reference)) {
    notes.push({ kind: "earlier", says: text("note.earlier", { file: earlier.get(reference) }) });
  }
  if (row.host && row.host !== location.host) {
    notes.push({ kind: "elsewhere", says: text("note.elsewhere", { host: row.host }) });
  }
  return notes;
}

const needsCare = (row) =>
  !["genuine", "expired", "sample"].includes(row.found.outcome) || notesOf(row).length > 0;

/** Adds what was read; codes: [{text, host, found}]. */
function add(codes, way) {
  if (!codes.length) return tell(text("text.empty"));
  const at = seconds();
  const rows = codes.map((code) => ({ ...code, way, at, number: (sitting.last += 1) }));
  sitting.rows.push(...rows);
  sitting.unsaved = true;
  sitting.chosen = rows.find(needsCare) ?? rows[rows.length - 1];
  tell(rows.length > 1 ? text("read.many", { count: rows.length }) : "");
  show();
}

let queue = Promise.resolve();
/** One after the other, in the order in which they came. */
function soon(work) {
  active();
  const into = sitting;
  queue = queue
    .then(async () => {
      // cleared or changed over meanwhile: it belongs to a sitting that is over
      if (into === sitting) await work();
    })
    .catch((error) => {
      tell(text("reader.failed"));
      console.error(error);
    });
  return queue;
}

function takeTyped(typed) {
  if (typed.trim()) soon(async () => add(await meant(typed), "typed"));
}

async function addFound(found, way) {
  const results = [];
  for (const code of found) results.push({ ...code, found: await checked(code.text) });
  add(results, way);
}

function takePasted(pasted) {
  soon(async () => {
    const found = codesIn(pasted);
    if (!found.length) return tell(text("text.empty"));
    // a scanner in another program types as garbled as here
    if (found.length === 1) return add(await meant(pasted), "pasted");
    await addFound(found, "pasted");
  });
}

const takeSeen = (seen) => soon(() => addFound(seen.flatMap(codesIn), "picture"));

// What the page shows

function tell(said) {
  byId("says").textContent = said;
}

const template = (outcome) => byId(`o-${outcome}`);
const markOf = (outcome) => template(outcome).content.querySelector(".mark").cloneNode(true);

function fact(name, ...parts) {
  const place = byId(`fact-${name}`);
  place.hidden = !parts[0];
  place.querySelector("bdi").replaceChildren(...parts);
}

function showFacts(said) {
  byId("facts").hidden = !said;
  const listing = byId("listing");
  listing.hidden = !said?.meetingId;
  listing.href = listing.getAttribute("href").replace(/[^/]*$/, said?.meetingId ?? "");
  for (const shown of byId("facts").querySelectorAll("bdi")) shown.textContent = "";
  if (!said) return;
  fact("meeting", said.name || words.leftOut);
  fact("place", said.place);
  fact("listed", ...times.whole(said.start, said.lengthMin, said.utcOffsetMin));
  fact("here", ...times.whole(said.start, said.lengthMin, offsetHere(said.start)));
  fact("reference", said.reference);
  fact("hand_in", times.date(momentAt(said.expiresAt, said.utcOffsetMin), words.plain));
}

function showChosen() {
  const row = sitting.chosen;
  byId("latest").hidden = !row;
  const verdict = byId("latest").querySelector(".verdict");
  if (!row) {
    // nothing of what was cleared stays in the page, not even hidden
    verdict.replaceChildren();
    byId("latest").querySelector(".warnings").replaceChildren();
    return showFacts(null);
  }
  const { outcome, reason, attendance } = row.found;
  const parts = template(outcome).content.cloneNode(true);
  for (const part of parts.querySelectorAll("[data-reason]")) {
    if (part.dataset.reason !== reason) part.remove();
  }
  verdict.className = `verdict ${template(outcome).dataset.tone}`;
  const number = element("small", "", text("latest", { row: row.number }));
  verdict.replaceChildren(number, parts);
  const more = { here: location.host };
  const warnings = notesOf(row).map(({ kind, says }) =>
    element("li", kind, element("b", "", says), " ", text(`note.${kind}.more`, more)),
  );
  if (row.way !== "picture" && rank(row.found) < 3) {
    warnings.push(element("li", "keyboard", text("note.keyboard")));
  }
  byId("latest")
    .querySelector(".warnings")
    .replaceChildren(...warnings);
  byId("again").hidden = !mayChange(row);
  showFacts(attendance);
}

function shownRow(row) {
  const { outcome, attendance } = row.found;
  const { row: word, tone } = template(outcome).dataset;
  const named = [markOf(outcome), element("span", "", word)];
  const choose = element("button", `plain outcome ${tone}`, ...named);
  choose.type = "button";
  choose.setAttribute("aria-label", text("row.show", { row: row.number, outcome: word }));
  choose.addEventListener("click", () => {
    sitting.chosen = row;
    show();
    byId("rows").querySelector(".chosen .outcome").focus({ preventScroll: true }); // made anew
  });
  const remove = element("button", "plain remove", "×");
  remove.type = "button";
  remove.setAttribute("aria-label", text("row.remove", { row: row.number }));
  remove.addEventListener("click", () => removeRow(row));

  const line = element("li", row === sitting.chosen ? "chosen" : "");
  line.value = row.number;
  line.append(element("span", "number", `${row.number}`), choose);
  if (attendance) {
    const start = momentAt(attendance.start, attendance.utcOffsetMin);
    const day = times.date(start, words.date);
    const when = fill(words.when, { day, time: times.timeOfDay(start) });
    const meeting = element("bdi", "", attendance.name || text("row.time_only"));
    line.append(
      element("span", "moment", when),
      element("span", attendance.name ? "meeting" : "meeting quiet", meeting),
      element("span", "reference", attendance.reference),
    );
  }
  const notes = notesOf(row).map(({ kind, says }) => element("p", `warning ${kind}`, says));
  line.append(...notes, remove);
  return line;
}

function showCounts() {
  const counts = new Map();
  const count = (key, tone, label, mark) => {
    const known = counts.get(key) ?? { number: 0, tone, label, mark };
    counts.set(key, { ...known, number: known.number + 1 });
  };
  for (const row of sitting.rows) {
    const { outcome } = row.found;
    const { tone, count: label } = template(outcome).dataset;
    count(outcome, tone, label, markOf(outcome));
  }
  for (const row of sitting.rows) {
    for (const { kind } of notesOf(row)) count(kind, "bad", text(`count.${kind}`), "");
  }
  byId("counts").replaceChildren(
    ...[...counts.values()].map(({ number, tone, label, mark }) =>
      element("li", tone, mark, element("b", "", `${number}`), ` ${label}`),
    ),
  );
}

function show() {
  const some = sitting.rows.length > 0;
  byId("empty").hidden = some;
  byId("deeds").hidden = !some || sitting !== real;
  byId("rows").replaceChildren(...sitting.rows.map(shownRow).reverse());
  byId("clear").textContent = texts.clear;
  showCounts();
  showChosen();
}

function showLists() {
  const line = byId("lists");
  const ago = (epoch) => (epoch === null ? line.dataset.never : times.here(epoch));
  const [keys, withdrawals] = [lists.keysFetchedAt, lists.withdrawalsFetchedAt].map(ago);
  line.textContent = fill(line.dataset.text, { keys, withdrawals });
}

function removeRow(row) {
  sitting.rows = sitting.rows.filter((other) => other !== row);
  if (sitting.chosen === row) sitting.chosen = sitting.rows[sitting.rows.length - 1] ?? null;
  sitting.unsaved = sitting.rows.length > 0;
  show();
  tell(text("row.removed", { row: row.number }));
  field.focus({ preventScroll: true });
}

// Checked again where the answer may have changed

const mayChange = ({ found }) =>
  ["keys", "withdrawals"].includes(found.reason) || found.outcome === "not_yet_valid";

function checkAgain() {
  soon(async () => {
    await trusted(0);
    for (const row of sitting.rows.filter(mayChange)) row.found = await checked(row.text);
    show();
  });
}

byId("again").addEventListener("click", checkAgain);
addEventListener("online", () => {
  if (sitting.rows.some(mayChange)) checkAgain();
});

// A scanner types, wherever the focus is, and none of its keys may do anything but that.

let burst = 0;
let lastKeyAt = -Infinity;
let silence = 0;

function submit() {
  clearTimeout(silence);
  burst = 0;
  const typed = field.value;
  field.value = "";
  takeTyped(typed);
}

function types(event) {
  if (event.ctrlKey && !event.getModifierState("AltGraph")) return false;
  if (event.metaKey) return false;
  if (event.altKey && !event.ctrlKey) return /^Numpad\d$/.test(event.code);
  return [...event.key].length === 1 || event.key === "Dead";
}

addEventListener(
  "keydown",
  (event) => {
    if (["Shift", "Control", "Alt", "AltGraph", "CapsLock", "NumLock"].includes(event.key)) return;
    if (event.isComposing) return;
    active();
    const fast = event.timeStamp - lastKeyAt < BURST_MS;
    const scanning = fast && burst >= BURST_KEYS;
    const inField = document.activeElement === field;
    if (types(event)) {
      if (event.key === " " && !inField && !scanning) return; // presses a button
      lastKeyAt = event.timeStamp;
      burst = fast ? burst + 1 : 1;
      if (!inField) field.focus({ preventScroll: true });
      clearTimeout(silence);
      silence = setTimeout(() => {
        if (burst >= WHOLE_CODE) submit();
      }, SILENCE_MS);
    } else if (scanning) {
      lastKeyAt = event.timeStamp;
      event.preventDefault();
      const ends = event.ctrlKey ? ["j", "m"] : ["Enter", "Tab", "ArrowDown"];
      if (ends.includes(event.ctrlKey ? event.key.toLowerCase() : event.key)) submit();
    }
  },
  true,
);

byId("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

addEventListener("paste", (event) => {
  event.preventDefault();
  const files = [...event.clipboardData.files];
  if (files.length) return takeFiles(files, () => text("picture.pasted"));
  takePasted(event.clipboardData.getData("text/plain"));
});

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const files = [...event.dataTransfer.files];
  if (files.length) takeFiles(files);
  else takePasted(event.dataTransfer.getData("text/plain"));
});

// Pictures and the camera

let reader = null;
let stopCamera = null;

function takeFiles(files, nameOf = (file) => file.name) {
  if (!reader) return tell(text("reader.none"));
  for (const file of files) {
    const name = nameOf(file);
    soon(async () => {
      tell(text("picture.reading", { name }));
      if (script.pdf && (await isPdf(file))) return takePdf(file, name);
      let picture;
      try {
        picture = await createImageBitmap(file);
      } catch {
        return tell(text("picture.not", { name }));
      }
      const seen = await reader.study(picture);
      picture.close();
      if (!seen.length) return tell(text("picture.empty", { name }));
      await addFound(seen.flatMap(codesIn), "picture");
    });
  }
}

async function takePdf(file, name) {
  let found;
  try {
    found = await studyPages(file, MAX_PAGES, reader, addressOf(script.pdf));
  } catch (error) {
    return tell(
      text(error instanceof UnavailableError ? "reader.failed" : "picture.not", { name }),
    );
  }
  const { texts: seen, pages } = found;
  if (seen.length) await addFound(seen.flatMap(codesIn), "picture");
  if (pages > MAX_PAGES) tell(text("pdf.long", { name, pages, count: MAX_PAGES }));
  else if (!seen.length) tell(text("picture.empty", { name }));
}

byId("files").addEventListener("change", (event) => {
  takeFiles([...event.target.files]);
  event.target.value = "";
});

function endCamera() {
  stopCamera?.();
  stopCamera = null;
  byId("view").hidden = true;
  byId("camera").textContent = texts.camera;
}

function whyNoCamera({ name }) {
  if (name === "NotAllowedError" || name === "SecurityError") return text("camera.refused");
  return text(name === "NotFoundError" ? "camera.missing" : "camera.busy");
}

byId("camera").addEventListener("click", async () => {
  active();
  if (stopCamera) {
    tell("");
    return endCamera();
  }
  tell(text("camera.starting"));
  byId("camera").disabled = true;
  byId("view").hidden = false;
  try {
    stopCamera = await watch(
      reader,
      byId("view"),
      (seen) => takeSeen([seen]),
      () => {
        endCamera();
        tell(text("reader.failed"));
      },
    );
    byId("camera").textContent = byId("camera").dataset.stop;
    tell(text("camera.on"));
  } catch (error) {
    endCamera();
    tell(whyNoCamera(error));
  }
  byId("camera").disabled = false;
  byId("camera").focus({ preventScroll: true }); // lost when it was disabled
});

// An earlier list, a saved list, paper, nothing

byId("earlier").addEventListener("change", async (event) => {
  active();
  const files = [...event.target.files];
  event.target.value = "";
  const said = [];
  for (const file of files) {
    const found = referencesIn(new Uint8Array(await file.arrayBuffer()));
    for (const reference of found) earlier.set(reference, file.name);
    const key = found.size ? "earlier.read" : "earlier.none";
    said.push(text(key, { file: file.name, count: found.size }));
  }
  byId("earlier-says").textContent = said.join(" ");
  show();
});

const isoDay = (moment) => moment.toISOString().slice(0, 10);
const isoTime = (moment) => moment.toISOString().slice(11, 16);

function csvRow(row) {
  const here = momentAt(row.at, offsetHere(row.at));
  const notes = notesOf(row)
    .map((note) => note.says)
    .join(" ");
  const word = template(row.found.outcome).dataset.row;
  const before = [row.number, `${isoDay(here)} ${isoTime(here)}`, word, notes];
  const said = row.found.attendance;
  if (!said) return [...before, "", "", "", "", "", "", "", "", row.host];
  const start = momentAt(said.start, said.utcOffsetMin);
  return [
    ...before,
    said.name,
    said.place,
    isoDay(start),
    isoTime(start),
    said.lengthMin,
    offsetName(said.utcOffsetMin),
    said.reference,
    isoDay(momentAt(said.expiresAt, said.utcOffsetMin)),
    row.host,
  ];
}

const COLUMNS = [
  "row",
  "checked",
  "outcome",
  "notes",
  "meeting",
  "place",
  "date",
  "start",
  "minutes",
  "offset",
  "reference",
  "hand_in",
  "opens",
];

byId("save").addEventListener("click", () => {
  const date = isoDay(momentAt(seconds(), offsetHere(seconds())));
  const file = text("csv.file", { date });
  const head = COLUMNS.map((name) => text(`csv.${name}`));
  const content = csvOf([head, ...sitting.rows.map(csvRow)]);
  download(new Blob([content], { type: "text/csv;charset=utf-8" }), file);
  sitting.unsaved = false;
  tell(text("saved", { file }));
});

byId("print").addEventListener("click", () => print());

function clearAll() {
  real = newSitting();
  endPractice();
  earlier.clear();
  endCamera();
  byId("earlier-says").textContent = "";
  byId("idle").hidden = true;
  field.value = "";
  show();
}

byId("clear").addEventListener("click", () => {
  const sure = byId("clear").dataset.sure === "yes" || !sitting.unsaved;
  if (sure) {
    clearAll();
    tell(text("cleared"));
    field.focus({ preventScroll: true });
  } else {
    byId("clear").textContent = text("clear.sure", { count: sitting.rows.length });
    byId("clear").dataset.sure = "yes";
    tell(text("clear.ask"));
  }
});
byId("clear").addEventListener("blur", () => {
  delete byId("clear").dataset.sure;
  byId("clear").textContent = texts.clear;
});

addEventListener("beforeunload", (event) => {
  if (real.unsaved) event.preventDefault();
});

// Nobody there: everything goes

let activeAt = seconds();

function active() {
  activeAt = seconds();
  byId("idle").hidden = true;
}

function watchClock() {
  const idle = seconds() - activeAt;
  const holds = real.rows.length > 0 || earlier.size > 0 || practice || stopCamera || field.value;
  if (holds && idle >= IDLE_S) {
    clearAll();
    tell(text("idle.cleared", { minutes: IDLE_S / 60 }));
  } else if (holds && idle >= IDLE_S - WARN_S) {
    byId("idle").hidden = false;
  }
  if (!document.hidden && lists && seconds() - askedAt >= KEEP_FRESH_S) trusted(KEEP_FRESH_S);
}

addEventListener(
  "pointerdown",
  () => {
    activeAt = seconds(); // what is pressed stays where it is until the click
  },
  true,
);
addEventListener("click", active);
setInterval(watchClock, 5000);
addEventListener("pageshow", watchClock);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) endCamera();
  watchClock();
});

// Practice: a list of its own, with codes that are never proof

const samples = [...document.querySelectorAll("template.one-sample")];
let shownSample = 0;

function showSample() {
  const one = samples[shownSample];
  byId("sample-qr").replaceChildren(one.content.cloneNode(true));
  byId("sample-name").textContent = one.dataset.name;
}

function endPractice() {
  practice = null;
  sitting = real;
  byId("practice").hidden = true;
  byId("more").hidden = false;
}

byId("practise").addEventListener("click", () => {
  practice = newSitting();
  sitting = practice;
  shownSample = 0;
  byId("practice").hidden = false;
  byId("more").hidden = true;
  tell("");
  showSample();
  show();
  byId("practice").scrollIntoView({ block: "start" });
  byId("sample-take").focus({ preventScroll: true });
});
byId("sample-next").addEventListener("click", () => {
  shownSample = (shownSample + 1) % samples.length;
  showSample();
});
byId("sample-take").addEventListener("click", () => takeTyped(samples[shownSample].dataset.code));
byId("practice-end").addEventListener("click", () => {
  endPractice();
  tell("");
  show();
  byId("practise").focus();
});

// Installed, and without a network

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const install = byId("install");
  install.hidden = false;
  install.onclick = async () => {
    await event.prompt();
    install.hidden = true;
  };
});

async function keepOffline() {
  const options = { scope: addressOf(script.scope) };
  if (!(await registerWorker(addressOf(script.worker), options))) return;
  const { active: worker } = await navigator.serviceWorker.ready;
  byId("offline").hidden = false;
  if (!navigator.connection?.saveData) worker.postMessage("later");
}

byId("site").textContent = fill(byId("site").dataset.text, { host: location.host });
byId("scriptless").hidden = true;
if (await isAble()) {
  byId("desk").hidden = false;
  byId("more").hidden = false;
  show();
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
  reader = await openReader(addressOf(script.reader));
  byId("pictures").hidden = !reader;
  byId("camera").hidden = !navigator.mediaDevices?.getUserMedia;
  await trusted();
  await keepOffline();
} else {
  byId("cannot").hidden = false;
}
