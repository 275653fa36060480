/*
 * Times in words, as wording.py says them. `words` comes with the page: names of days and months,
 * and the patterns. A moment is a Date shifted to the zone to show, and read in UTC.
 */

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const offsetHere = (epoch) => -new Date(epoch * 1000).getTimezoneOffset();
export const momentAt = (epoch, offsetMin) => new Date((epoch + offsetMin * 60) * 1000);

const two = (number) => String(number).padStart(2, "0");
const isMorning = (moment) => moment.getUTCHours() < 12;
const isNamed = (moment) => moment.getUTCHours() % 12 === 0 && moment.getUTCMinutes() === 0;

/** "UTC-06:00" */
export function offsetName(offsetMin) {
  const size = Math.abs(offsetMin);
  return `UTC${offsetMin < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The functions that say times in these words. */
export function sayingIn(words) {
  const inHalves = words.clock === "h"; // of the day; else "H" or "HH", to 24

  function digits(moment) {
    const hours = moment.getUTCHours();
    const said = inHalves ? (hours + 11) % 12 + 1 : hours;
    return `${words.clock === "HH" ? two(said) : said}:${two(moment.getUTCMinutes())}`;
  }

  function dated(moment, pattern) {
    return fill(pattern, {
      weekday: words.weekdays[moment.getUTCDay()],
      day: moment.getUTCDate(),
      month: words.months[moment.getUTCMonth()],
      year: moment.getUTCFullYear(),
    });
  }

  function timeOfDay(moment) {
    if (inHalves && isNamed(moment)) return isMorning(moment) ? words.midnight : words.noon;
    return fill(isMorning(moment) ? words.am : words.pm, { time: digits(moment) });
  }

  function timeRange(start, end) {
    const sameHalf = isMorning(start) === isMorning(end)
      && start.getUTCDate() === end.getUTCDate() && !isNamed(start) && !isNamed(end);
    const since = sameHalf ? digits(start) : timeOfDay(start);
    return fill(words.range, { since, until: timeOfDay(end) });
  }

  /** Nodes of "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)"; the time does not break. */
  function stated(start, lengthMin, offsetMin) {
    const from = momentAt(start, offsetMin);
    const time = document.createElement("span");
    time.className = "whole";
    time.textContent = timeRange(from, momentAt(start + lengthMin * 60, offsetMin));
    const values = { day: dated(from, words.date), time: "\n", offset: offsetName(offsetMin) };
    const [before, after] = fill(words.stated, values).split("\n");
    return [before, time, after];
  }

  /** "Sun 22 Nov 2026 3:14 pm" on this device's clock. */
  function when(epoch) {
    const moment = momentAt(epoch, offsetHere(epoch));
    return fill(words.when, { day: dated(moment, words.date), time: timeOfDay(moment) });
  }

  return { dated, timeOfDay, timeRange, stated, when };
}
