/*
 * Times in words, as the service says them. `words` comes with the page: names of days and months,
 * and the patterns. A moment is a Date shifted to the zone to show, and read in UTC.
 */
import { element } from "./page.js";

/**
 * What a page's words for times are.
 * @typedef {object} TimeWords
 * @property {string} clock "h", with halves of the day; or "H" or "HH", to 24
 * @property {string[]} weekdays from Sunday on
 * @property {string[]} months
 * @property {string} midnight
 * @property {string} noon
 * @property {string} am
 * @property {string} pm
 * @property {string} range
 * @property {string} date
 * @property {string} plain
 * @property {string} stated
 * @property {string} when
 */

/**
 * A text with its {names} filled in.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * This device's offset at that time, in minutes.
 * @param {number} epoch seconds
 */
export const offsetHere = (epoch) => -new Date(epoch * 1000).getTimezoneOffset();

/**
 * The moment, in a UTC offset of that many minutes.
 * @param {number} epoch seconds
 * @param {number} offsetMin
 */
export const momentAt = (epoch, offsetMin) => new Date((epoch + offsetMin * 60) * 1000);

const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, "0");
const isMorning = (/** @type {Date} */ moment) => moment.getUTCHours() < 12;
const hasName = (/** @type {Date} */ moment) =>
  moment.getUTCHours() % 12 === 0 && moment.getUTCMinutes() === 0;

/**
 * "UTC-06:00"
 * @param {number} offsetMin
 */
export function offsetName(offsetMin) {
  const size = Math.abs(offsetMin);
  const hours = twoDigits(Math.floor(size / 60));
  return `UTC${offsetMin < 0 ? "-" : "+"}${hours}:${twoDigits(size % 60)}`;
}

/**
 * The functions that say times in these words.
 * @param {TimeWords} words
 */
export function timesIn(words) {
  const hasHalves = words.clock === "h";

  /** @param {Date} moment */
  function digits(moment) {
    const hours = moment.getUTCHours();
    const hour = hasHalves ? ((hours + 11) % 12) + 1 : hours;
    const minutes = twoDigits(moment.getUTCMinutes());
    return `${words.clock === "HH" ? twoDigits(hour) : hour}:${minutes}`;
  }

  /**
   * @param {Date} moment
   * @param {string} pattern
   */
  function date(moment, pattern) {
    return fill(pattern, {
      weekday: words.weekdays[moment.getUTCDay()] ?? "",
      day: moment.getUTCDate(),
      month: words.months[moment.getUTCMonth()] ?? "",
      year: moment.getUTCFullYear(),
    });
  }

  /** @param {Date} moment */
  function timeOfDay(moment) {
    if (hasHalves && hasName(moment)) return isMorning(moment) ? words.midnight : words.noon;
    return fill(isMorning(moment) ? words.am : words.pm, { time: digits(moment) });
  }

  /**
   * @param {Date} start
   * @param {Date} end
   */
  function timeRange(start, end) {
    const isSameHalf =
      isMorning(start) === isMorning(end) &&
      start.getUTCDate() === end.getUTCDate() &&
      !hasName(start) &&
      !hasName(end);
    const since = isSameHalf ? digits(start) : timeOfDay(start);
    return fill(words.range, { since, until: timeOfDay(end) });
  }

  /**
   * Nodes of "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)"; neither the time nor the offset breaks.
   * @param {number} start epoch seconds
   * @param {number} lengthMin
   * @param {number} offsetMin
   * @returns {(Node | string)[]}
   */
  function whole(start, lengthMin, offsetMin) {
    const from = momentAt(start, offsetMin);
    const range = timeRange(from, momentAt(start + lengthMin * 60, offsetMin));
    const values = { day: date(from, words.date), time: "\n", offset: offsetName(offsetMin) };
    const [before = "", after = ""] = fill(words.stated, values).split("\n");
    const gap = /^\s*/.exec(after)?.[0] ?? "";
    const offset = element("span", "whole", after.slice(gap.length));
    return [before, element("span", "whole", range), gap, offset];
  }

  /**
   * "Sun 22 Nov 2026 3:14 pm" on this device's clock.
   * @param {number} epoch seconds
   */
  function here(epoch) {
    const moment = momentAt(epoch, offsetHere(epoch));
    return fill(words.when, { day: date(moment, words.date), time: timeOfDay(moment) });
  }

  return { date, timeOfDay, timeRange, whole, here };
}
