/* What a court counts of a sitting: attendances, and the weeks that they are in. */
import { dayOf } from "./same-attendance.js";

const MONDAY = 3; // day 0, 1 January 1970, was a Thursday

/**
 * The genuine codes of a sitting, each reference once: how many, in how many weeks (Monday to Sunday,
 * by each code's own date), and the days of the first and the last, in days since 1 January 1970.
 * Null where there is none.
 * @param {import("./same-attendance.js").Row[]} rows
 */
export function totalsOf(rows) {
  /** @type {Map<string, number>} */
  const days = new Map();
  for (const { found } of rows) {
    if (found.outcome !== "genuine" || !found.attendance) continue;
    days.set(found.attendance.reference, dayOf(found.attendance));
  }
  if (!days.size) return null;
  const all = [...days.values()];
  const weeks = new Set(all.map((day) => Math.floor((day + MONDAY) / 7)));
  return {
    count: days.size,
    weeks: weeks.size,
    first: Math.min(...all),
    last: Math.max(...all),
  };
}
