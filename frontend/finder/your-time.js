import { element } from "../lib/page.js";

/**
 * Says an online meeting's time on this device's clock, where that differs from the organiser's: in
 * a list it stands first and theirs steps back; beside a meeting's whole time it is added.
 * @param {Record<string, string>} words yourTime, with {time}; and yours
 */
export function showYourTime({ yourTime = "", yours = "" }) {
  const language = `${document.documentElement.lang}-u-nu-latn`; // digits as in the list
  for (const time of document.querySelectorAll("time")) {
    if (!("far" in time.dataset)) continue;
    const moment = new Date(time.dateTime);
    const offset = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime);
    const line = time.parentElement;
    if (!offset || !line || Number.isNaN(moment.getTime())) continue;
    const offsetMin = (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
    if (offsetMin === -moment.getTimezoneOffset()) continue;
    /** @type {Intl.DateTimeFormatOptions} */
    const form = { hour: "numeric", minute: "2-digit" };
    if (moment.toDateString() !== new Date().toDateString()) form.weekday = "short";
    const clock = moment.toLocaleString(language, form);
    const here = clock.replace(/\s?([AP]M)$/, (half) => `\u00a0${half.trim().toLowerCase()}`);
    if (line.classList.contains("at")) {
      const listedTime = (line.textContent ?? "").replace(/\s+/g, " ").trim();
      time.textContent = here;
      line.replaceChildren(
        time,
        " ",
        element("small", "yours", yours),
        " ",
        element("small", "yours", listedTime),
      );
    } else {
      line.append(" ", element("small", "yours", yourTime.replace("{time}", here)));
    }
  }
}
