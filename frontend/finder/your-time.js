import { element, find } from "../lib/page.js";

/**
 * Says an online meeting's time on this device's clock, where that differs from the organiser's: in
 * a list instead of theirs, beside a meeting's whole time in addition.
 * @param {Record<string, string>} words yourTime, with {time}; and yours
 */
export function showYourTime({ yourTime = "", yours = "" }) {
  for (const time of document.querySelectorAll("time")) {
    if (!("far" in time.dataset)) continue;
    const moment = new Date(time.dateTime);
    const offset = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime);
    const line = time.parentElement;
    if (!offset || !line || Number.isNaN(moment.getTime())) continue;
    const offsetMin = (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
    const inList = time.closest(".at");
    if (offsetMin === -moment.getTimezoneOffset()) {
      // the same words as beside the others
      const zone = line === inList && inList.querySelector(".zone");
      if (zone) {
        zone.remove();
        inList.append(" ", element("small", "yours", yours));
      }
      continue;
    }
    if (!inList) {
      line.append(" ", element("small", "yours", yourTime.replace("{time}", clock(moment, true))));
      continue;
    }
    time.textContent = clock(moment, false);
    if (line !== inList) {
      // the end, which says its half of the day where that is not the start's
      const [half = ""] = /.(?:[ap]m|[صم])$/.exec(find(inList, "time").textContent ?? "") ?? [];
      if (half) time.textContent = time.textContent.replace(half, "");
      continue;
    }
    const date = dayOf(moment, inList.closest("[data-days]") ? "" : time.dateTime.slice(0, 10));
    const day = inList.querySelector(".on");
    if (day) day.textContent = date;
    else if (date) time.before(element("small", "on", date), " ");
    inList.querySelector(".zone")?.remove();
    inList.append(" ", element("small", "yours", yours));
  }
}

const language = () => `${document.documentElement.lang}-u-nu-latn`; // digits as in the list

/** @param {Date} moment */
const isToday = (moment) => moment.toDateString() === new Date().toDateString();

/**
 * The date on this device's calendar, such as 2026-11-29.
 * @param {Date} moment
 */
const dateOn = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");

/**
 * The weekday, where it is not the heading's; without one, where it is not today's. On a page that
 * was kept, always the date.
 * @param {Date} moment
 * @param {string} heading the date that stands above the list, such as 2026-11-29; "" where none does
 */
function dayOf(moment, heading) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { weekday: "short" };
  if (document.documentElement.dataset.kept)
    Object.assign(form, { day: "numeric", month: "short" });
  else if (heading ? heading === dateOn(moment) : isToday(moment)) return "";
  return moment.toLocaleDateString(language(), form);
}

/**
 * @param {Date} moment
 * @param {boolean} withDay whether to name its day, where that is not today
 */
function clock(moment, withDay) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { hour: "numeric", minute: "2-digit" };
  if (withDay && !isToday(moment)) form.weekday = "short";
  const text = moment.toLocaleString(language(), form);
  return text.replace(/\s?([AP]M|[صم])$/, (half) => `\u00a0${half.trim().toLowerCase()}`);
}
