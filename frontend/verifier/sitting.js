/* A sitting at the desk: the codes that came, and what is to be noted of each. */
import { fill, momentAt, offsetHere, offsetName } from "../lib/times.js";
import { templateOf, text, words } from "./desk-page.js";

/**
 * A code that came: what it is, how and when it came, and its place in the list.
 * @typedef {import("./checking.js").Checked & {way: InputMethod, at: number, number: number}} Row
 */
/** @typedef {"typed" | "pasted" | "picture"} InputMethod */
/** @typedef {{kind: "twice" | "earlier" | "elsewhere", says: string}} Note */

/**
 * `last` is the number of the last row, `earlier` the file of each reference that was seen before;
 * none in practice.
 * @typedef {object} Sitting
 * @property {Row[]} rows
 * @property {number} last
 * @property {Row | null} chosen
 * @property {boolean} unsaved
 * @property {Map<string, string>} earlier
 */

/** @returns {Sitting} */
export const newSitting = () => ({
  rows: [],
  last: 0,
  chosen: null,
  unsaved: false,
  earlier: new Map(),
});

/**
 * What is to be noted of a row beside its outcome.
 * @param {Row} row
 * @param {Sitting} sitting
 */
export function notesOf(row, sitting) {
  /** @type {Note[]} */
  const notes = [];
  const reference = row.found.attendance?.reference;
  const isSample = (/** @type {Row} */ other) => other.found.outcome === "sample";
  const same = sitting.rows.filter(
    (other) =>
      other !== row &&
      reference &&
      other.found.attendance?.reference === reference &&
      isSample(other) === isSample(row),
  );
  if (same.length) {
    const numbers = same.map((other) => `${other.number}`);
    const last = numbers.pop() ?? "";
    const some = numbers.join(words.comma);
    const rows = some
      ? text("note.rows", { rows: fill(words.several, { some, last }) })
      : text("note.row", { row: last });
    notes.push({ kind: "twice", says: text("note.twice", { rows }) });
  }
  const file = sitting.earlier.get(reference ?? "");
  if (file !== undefined) notes.push({ kind: "earlier", says: text("note.earlier", { file }) });
  if (row.host && row.host !== location.host) {
    notes.push({ kind: "elsewhere", says: text("note.elsewhere", { host: row.host }) });
  }
  return notes;
}

/**
 * @param {Row} row
 * @param {Sitting} sitting
 */
const needsCare = (row, sitting) =>
  !["genuine", "expired", "sample"].includes(row.found.outcome) || notesOf(row, sitting).length > 0;

/**
 * Adds what was read, and chooses the first that needs care, else the last.
 * @param {Sitting} sitting
 * @param {import("./checking.js").Checked[]} codes
 * @param {InputMethod} way
 * @param {number} at epoch seconds
 */
export function addRows(sitting, codes, way, at) {
  const rows = codes.map((code) => ({ ...code, way, at, number: (sitting.last += 1) }));
  sitting.rows.push(...rows);
  sitting.unsaved = true;
  const careful = rows.find((row) => needsCare(row, sitting));
  sitting.chosen = careful ?? rows[rows.length - 1] ?? null;
}

/**
 * @param {Sitting} sitting
 * @param {Row} row
 */
export function removeRow(sitting, row) {
  sitting.rows = sitting.rows.filter((other) => other !== row);
  if (sitting.chosen === row) sitting.chosen = sitting.rows[sitting.rows.length - 1] ?? null;
  sitting.unsaved = sitting.rows.length > 0;
}

/**
 * Whether the answer may be another one with newer lists, or later.
 * @param {Row} row
 */
export const mayChange = ({ found }) =>
  ["keys", "withdrawals"].includes(found.reason ?? "") || found.outcome === "not_yet_valid";

const isoDay = (/** @type {Date} */ moment) => moment.toISOString().slice(0, 10);
const isoTime = (/** @type {Date} */ moment) => moment.toISOString().slice(11, 16);

/**
 * This device's date.
 * @param {number} epoch seconds
 */
export const isoDayHere = (epoch) => isoDay(momentAt(epoch, offsetHere(epoch)));

/** The columns of a saved list. */
export const COLUMNS = [
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
  "issuer",
  "opens",
];

/**
 * A row of a saved list, in the order of COLUMNS.
 * @param {Row} row
 * @param {Sitting} sitting
 */
export function cellsOf(row, sitting) {
  const here = momentAt(row.at, offsetHere(row.at));
  const notes = notesOf(row, sitting);
  const { row: word = "" } = templateOf(row.found.outcome).dataset;
  const checked = `${isoDay(here)} ${isoTime(here)}`;
  const before = [row.number, checked, word, notes.map(({ says }) => says).join(" ")];
  const { attendance } = row.found;
  const issuer = row.found.issuer?.name ?? "";
  if (!attendance) return [...before, "", "", "", "", "", "", "", "", issuer, row.host];
  const { name, place, lengthMin, utcOffsetMin, reference, expiresAt } = attendance;
  const start = momentAt(attendance.start, utcOffsetMin);
  return [
    ...before,
    name,
    place,
    isoDay(start),
    isoTime(start),
    lengthMin,
    offsetName(utcOffsetMin),
    reference,
    isoDay(momentAt(expiresAt, utcOffsetMin)),
    issuer,
    row.host,
  ];
}
