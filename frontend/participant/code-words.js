/* What the list and the sheet say of a stored code, its times in the meeting's own UTC offset. */
import { isDateOnly } from "../lib/date-only.js";
import { plural } from "../lib/plurals.js";
import { fill, momentAt, offsetName, timesIn } from "../lib/times.js";

const DAY_MS = 86_400_000;
const dayNumber = (/** @type {Date} */ moment) => Math.floor(moment.getTime() / DAY_MS);

/** @typedef {import("./read-code.js").Code} Code */

/**
 * The page's words; those named here, patterns for times and what else it has.
 * @typedef {import("../lib/times.js").TimeWords & Record<string, any>} Words
 */

/**
 * @param {Code} code
 * @param {number} now epoch seconds
 */
export const isPast = (code, now) => now >= code.expiresAt;

/**
 * The functions that say it with these words of the page.
 * @param {Words} words
 */
export function codeWords(words) {
  const { date, timeRange } = timesIn(words);
  const startOf = (/** @type {Code} */ code) => momentAt(code.start, code.utcOffsetMin);
  const dueOf = (/** @type {Code} */ code) => momentAt(code.expiresAt, code.utcOffsetMin);

  /**
   * "2026-11-17", for a file's name.
   * @param {Code} code
   */
  const isoDay = (code) => startOf(code).toISOString().slice(0, 10);

  /**
   * "Tue 17 Nov 2026".
   * @param {Code} code
   */
  const day = (code) => date(startOf(code), words.date);

  /**
   * "7:00–8:30 pm"; "" where the code tells a date alone.
   * @param {Code} code
   */
  function time(code) {
    if (isDateOnly(code)) return "";
    const end = momentAt(code.start + code.lengthMin * 60, code.utcOffsetMin);
    return timeRange(startOf(code), end);
  }

  /**
   * "UTC-06:00", which does not break (U+2011).
   * @param {Code} code
   */
  const offset = (code) => offsetName(code.utcOffsetMin).replace("-", "\u2011");

  /**
   * "16 May 2027".
   * @param {Code} code
   */
  const handInBy = (code) => date(dueOf(code), words.plain);

  /**
   * What the code is called in a list.
   * @param {Code} code
   */
  const name = (code) =>
    isDateOnly(code) ? day(code) : fill(words.code, { day: day(code), time: time(code) });

  /**
   * Day, time and offset; the day where the code tells no more.
   * @param {Code} code
   */
  const whenStated = (code) =>
    isDateOnly(code)
      ? day(code)
      : fill(words.stated, { day: day(code), time: time(code), offset: offset(code) });

  /**
   * Whether the code tells anything of the meeting.
   * @param {Code} code
   */
  const hasMeeting = (code) => Boolean(code.name || code.place);

  /**
   * The meeting, as far as the code tells it.
   * @param {Code} code
   * @returns {string}
   */
  function where(code) {
    const { name: meeting, place } = code;
    if (meeting && place) return fill(words.where, { name: meeting, place });
    return meeting || place || (isDateOnly(code) ? words.dateOnly : words.timeOnly);
  }

  /**
   * When it is to be handed in, in days where that is to come.
   * @param {Code} code
   * @param {number} now epoch seconds
   */
  function due(code, now) {
    const handIn = { date: handInBy(code).replaceAll(" ", "\u00a0") }; // no line ends in it
    if (isPast(code, now)) return fill(words.past, handIn);
    // whole days, on the calendar of the meeting
    const days = dayNumber(dueOf(code)) - dayNumber(momentAt(now, code.utcOffsetMin));
    const pattern = [words.dueToday, words.dueTomorrow][days];
    return pattern ? fill(pattern, handIn) : plural(words.dueDays, days, handIn);
  }

  /**
   * What its symbol is called.
   * @param {Code} code
   */
  const symbolLabel = ({ reference }) => fill(words.qr, { reference });

  return {
    isoDay,
    day,
    time,
    offset,
    handInBy,
    name,
    whenStated,
    hasMeeting,
    where,
    due,
    symbolLabel,
  };
}
