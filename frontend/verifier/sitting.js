/* A sitting at the desk: the codes that came, and what is to be noted of each. */
import { isDateOnly } from "../lib/date-only.js";
import { carrierOf, elsewhere } from "../lib/find-codes.js";
import { fill, momentAt, offsetHere, offsetName } from "../lib/times.js";
import { data, templateOf, text, words } from "./desk-page.js";
import { relatedTo } from "./same-attendance.js";
import { otherIssuers, ownAddress } from "./trust-list.js";

/**
 * A code that came: what it is, how and when it came, and its place in the list.
 * @typedef {import("./typed-codes.js").Checked & {way: InputMethod, at: number, number: number}} Row
 */
/** @typedef {"typed" | "pasted" | "picture"} InputMethod */
/** @typedef {"twice" | "forms" | "overlaps" | "date" | "earlier" | "elsewhere" | "listed" | "wrapped"} NoteKind */
/** @typedef {{kind: NoteKind, says: string}} Note */

/** Notes that are no warning. */
const PLAIN = ["listed", "forms", "overlaps", "date", "wrapped"];
export const isWarning = (/** @type {Note} */ { kind }) => !PLAIN.includes(kind);

/** Notes that stand before the outcome. */
export const tellsWhereItLeads = (/** @type {Note} */ { kind }) =>
  ["elsewhere", "listed"].includes(kind);

/**
 * `last` is the number of the last row, `earlier` the file of each reference that was seen before;
 * none in practice. `label` is the case or docket, "" for none; `isOnePerson` whether all codes are
 * said to be one person's.
 * @typedef {object} Sitting
 * @property {Row[]} rows
 * @property {number} last
 * @property {Row | null} chosen
 * @property {boolean} unsaved
 * @property {Map<string, string>} earlier
 * @property {string} label
 * @property {boolean} isOnePerson
 */

/** @returns {Sitting} */
export const newSitting = () => ({
  rows: [],
  last: 0,
  chosen: null,
  unsaved: false,
  earlier: new Map(),
  label: "",
  isOnePerson: false,
});

/**
 * "row 3", "rows 3 and 5"
 * @param {number[]} numbers at least one
 */
function rowsInWords(numbers) {
  const last = numbers[numbers.length - 1] ?? 0;
  const some = numbers.slice(0, -1).join(words.comma);
  if (!some) return text("note.row", { row: last });
  return text("note.rows", { rows: fill(words.several, { some, last }) });
}

const hostOf = (/** @type {string} */ address) => new URL(address).host;

/**
 * The host that a row's link leads to, where it is neither this site, nor the code's issuer, nor that
 * other one; else "".
 * @param {Row} row
 * @param {string} [other] an issuer's address
 */
function otherHostOf(row, other = "") {
  const addresses = [ownAddress(), row.found.issuer?.address ?? "", other].filter(Boolean);
  return elsewhere(row, [location.host, ...addresses.map(hostOf)]);
}

/**
 * The issuer whose site a row's link leads to, where nobody confirms the code.
 * @param {Row} row
 */
const listedAt = (row) =>
  row.found.attendance
    ? undefined
    : otherIssuers(JSON.parse(data.issuers ?? "[]")).find(
        ({ address }) => !otherHostOf(row, address),
      );

/**
 * What is to be noted of a row beside its outcome.
 * @param {Row} row
 * @param {Sitting} sitting
 */
export function notesOf(row, sitting) {
  /** @type {Note[]} */
  const notes = [];
  const host = otherHostOf(row);
  const carrier = carrierOf(row.wrapper);
  const listed = host ? listedAt(row) : undefined;
  if (listed) {
    notes.push({ kind: "listed", says: text("note.listed", { host, issuer: listed.name }) });
  } else if (host) notes.push({ kind: "elsewhere", says: text("note.elsewhere", { host }) });
  if (carrier && (listed || !host))
    notes.push({ kind: "wrapped", says: text("note.wrapped", { host: carrier }) });
  const related = relatedTo(row, sitting.rows, sitting.isOnePerson);
  for (const kind of /** @type {const} */ (["twice", "forms", "overlaps", "date"])) {
    if (!related[kind].length) continue;
    notes.push({ kind, says: text(`note.${kind}`, { rows: rowsInWords(related[kind]) }) });
  }
  const file = sitting.earlier.get(row.found.attendance?.reference ?? "");
  if (file !== undefined) notes.push({ kind: "earlier", says: text("note.earlier", { file }) });
  return notes;
}

/**
 * @param {Row} row
 * @param {Sitting} sitting
 */
const needsCare = (row, sitting) =>
  !["genuine", "expired", "sample"].includes(row.found.outcome) ||
  notesOf(row, sitting).some(isWarning);

/**
 * Adds what was read, and chooses the first that needs care, else the last.
 * @param {Sitting} sitting
 * @param {import("./typed-codes.js").Checked[]} codes
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
  ["keys", "others", "withdrawals"].includes(found.reason ?? "") ||
  found.outcome === "not_yet_valid";

const isoDay = (/** @type {Date} */ moment) => moment.toISOString().slice(0, 10);
const isoTime = (/** @type {Date} */ moment) => moment.toISOString().slice(11, 16);

/**
 * This device's date.
 * @param {number} epoch seconds
 */
const isoDayHere = (epoch) => isoDay(momentAt(epoch, offsetHere(epoch)));

/**
 * The name of a sitting's saved list; what a file's name can't have of the label is left out.
 * @param {Sitting} sitting
 * @param {number} now epoch seconds
 */
export function fileNameOf({ label }, now) {
  const name = text("csv.file", { date: isoDayHere(now) });
  const part = label.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return part ? name.replace(/(?=\.csv$)/, `-${part}`) : name;
}

/** The columns of a saved list. */
export const COLUMNS = [
  "row",
  "checked",
  "notes",
  "outcome",
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
  "label",
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
  const before = [row.number, checked, notes.map(({ says }) => says).join(" "), word];
  const { attendance } = row.found;
  const issuer = row.found.issuer?.name ?? "";
  const opens = otherHostOf(row) || row.host;
  const after = [issuer, opens, sitting.label];
  if (!attendance) return [...before, "", "", "", "", "", "", "", "", ...after];
  const { name, place, lengthMin, utcOffsetMin, reference, expiresAt } = attendance;
  const start = momentAt(attendance.start, utcOffsetMin);
  const times = [isoTime(start), lengthMin, offsetName(utcOffsetMin)];
  return [
    ...before,
    name,
    place,
    isoDay(start),
    ...(isDateOnly(attendance) ? ["", "", ""] : times),
    reference,
    isoDay(momentAt(expiresAt, utcOffsetMin)),
    ...after,
  ];
}
