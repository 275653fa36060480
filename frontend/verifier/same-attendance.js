/*
 * Which codes of a sitting tell of one attendance, or of times that meet. No page; what they are
 * called is said elsewhere.
 */
import { isDateOnly } from "../lib/date-only.js";

const DAY_S = 86400;

/** @typedef {import("./check-code.js").Attendance} Attendance */
/** @typedef {{number: number, text: string, found: import("./check-code.js").Result}} Row */

/**
 * The day that a code's own offset has at its start, in days since 1 January 1970.
 * @param {Attendance} attendance
 */
export const dayOf = ({ start, utcOffsetMin }) => Math.floor((start + utcOffsetMin * 60) / DAY_S);

/**
 * @param {Attendance} one
 * @param {Attendance} other
 */
const overlap = (one, other) =>
  one.start < other.start + other.lengthMin * 60 && other.start < one.start + one.lengthMin * 60;

/**
 * How a row's code is related to another row's: "twice" for the same code, "forms" for another form
 * of it; of one person's genuine codes "overlaps" where their times do, "date" where both tell the
 * same date and no more; "" for neither.
 * @param {Row} row
 * @param {Row} other
 * @param {boolean} isOnePerson
 */
function relationOf(row, other, isOnePerson) {
  const [here, there] = [row.found, other.found];
  const [one, two] = [here.attendance, there.attendance];
  if (!one || !two || (here.outcome === "sample") !== (there.outcome === "sample")) return "";
  if (one.reference === two.reference) {
    return row.text.toUpperCase() === other.text.toUpperCase() ? "twice" : "forms";
  }
  if (!isOnePerson || here.outcome !== "genuine" || there.outcome !== "genuine") return "";
  const dates = [one, two].filter(isDateOnly).length;
  if (dates === 2) return dayOf(one) === dayOf(two) ? "date" : "";
  return !dates && overlap(one, two) ? "overlaps" : "";
}

/**
 * The numbers of the rows that are related so to a row.
 * @param {Row} row
 * @param {Row[]} rows
 * @param {boolean} isOnePerson whether the sitting's codes are one person's
 */
export function relatedTo(row, rows, isOnePerson) {
  /** @type {Record<"twice" | "forms" | "overlaps" | "date", number[]>} */
  const related = { twice: [], forms: [], overlaps: [], date: [] };
  for (const other of rows) {
    const relation = other === row ? "" : relationOf(row, other, isOnePerson);
    if (relation) related[relation].push(other.number);
  }
  return related;
}
