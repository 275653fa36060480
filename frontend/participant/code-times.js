// @ts-nocheck
/* Times of a kept code in words, in the meeting's own UTC offset. */
import { momentAt, offsetName, timesIn } from "../lib/times.js";

const DAY_MS = 86400000;
const midnight = (moment) => Math.floor(moment.getTime() / DAY_MS);

/** The functions that say a code's times with these words of the page. */
export function codeTimes(words) {
  const { date, timeRange } = timesIn(words);
  const startOf = (code) => momentAt(code.start, code.utcOffsetMin);
  const dueOf = (code) => momentAt(code.expiresAt, code.utcOffsetMin);

  return {
    /** "2026-11-17", for a file's name. */
    isoDay: (code) => startOf(code).toISOString().slice(0, 10),
    /** "Tue 17 Nov 2026". */
    day: (code) => date(startOf(code), words.date),
    /** "7:00–8:30 pm". */
    time: (code) =>
      timeRange(startOf(code), momentAt(code.start + code.lengthMin * 60, code.utcOffsetMin)),
    // U+2011: an offset does not break
    offset: (code) => offsetName(code.utcOffsetMin).replace("-", "\u2011"),
    /** "16 May 2027". */
    handInBy: (code) => date(dueOf(code), words.plain),
    /** Whole days from `now` (epoch s) to the hand-in date, on the calendar of the meeting. */
    daysLeft: (code, now) => midnight(dueOf(code)) - midnight(momentAt(now, code.utcOffsetMin)),
  };
}
