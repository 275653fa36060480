/* Times of a kept code in words, in the meeting's own UTC offset. */
import { momentAt, offsetName, timesIn } from "../lib/times.js";

const DAY_MS = 86400000;
const midnight = (/** @type {Date} */ moment) => Math.floor(moment.getTime() / DAY_MS);

/** @typedef {import("./read-code.js").Code} Code */

/**
 * The functions that say a code's times with these words of the page.
 * @param {import("../lib/times.js").TimeWords} words
 */
export function codeTimes(words) {
  const { date, timeRange } = timesIn(words);
  const startOf = (/** @type {Code} */ code) => momentAt(code.start, code.utcOffsetMin);
  const dueOf = (/** @type {Code} */ code) => momentAt(code.expiresAt, code.utcOffsetMin);

  return {
    /** "2026-11-17", for a file's name. */
    isoDay: (/** @type {Code} */ code) => startOf(code).toISOString().slice(0, 10),
    /** "Tue 17 Nov 2026". */
    day: (/** @type {Code} */ code) => date(startOf(code), words.date),
    /** "7:00–8:30 pm". */
    time: (/** @type {Code} */ code) =>
      timeRange(startOf(code), momentAt(code.start + code.lengthMin * 60, code.utcOffsetMin)),
    // U+2011: an offset does not break
    offset: (/** @type {Code} */ code) => offsetName(code.utcOffsetMin).replace("-", "\u2011"),
    /** "16 May 2027". */
    handInBy: (/** @type {Code} */ code) => date(dueOf(code), words.plain),
    /** Whole days from `now` (epoch s) to the hand-in date, on the calendar of the meeting. */
    daysLeft: (/** @type {Code} */ code, /** @type {number} */ now) =>
      midnight(dueOf(code)) - midnight(momentAt(now, code.utcOffsetMin)),
  };
}
