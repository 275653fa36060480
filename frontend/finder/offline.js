/*
 * On every page of the finder: has the worker keep what is read here, says so where a page is shown
 * as it was kept, and leads to what is saved.
 */
import { registerWorker } from "../lib/offline.js";
import { byId, element } from "../lib/page.js";
import { rememberSearch, savedMeetings } from "./saved-meetings.js";

const root = document.documentElement;
const language = `${root.lang}-u-nu-latn`; // digits as in the page

/** @param {string} text */
function showNote(text) {
  const note = element("p", "note");
  note.setAttribute("role", "status");
  byId("main").prepend(note);
  note.textContent = text;
}

/** @param {HTMLTimeElement} time */
function dateOf(time) {
  const [date] = time.dateTime.split("T");
  return new Date(`${date}T12:00Z`).toLocaleDateString(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}

/** "Tonight" and "On now" were true when the page was made: the date is said instead. */
function showDates() {
  for (const day of document.querySelectorAll(".day h2 small")) {
    day.parentElement?.replaceChildren(day.textContent ?? "");
  }
  for (const heading of document.querySelectorAll(".day[data-days] h2")) {
    /** @type {HTMLElement} */ (heading).hidden = true;
  }
  for (const found of document.querySelectorAll(".day[data-days] .at time")) {
    const time = /** @type {HTMLTimeElement} */ (found);
    if (time.parentElement?.className !== "at") continue; // the end of the same day
    const date = time.previousElementSibling ?? element("small", "on");
    date.textContent = dateOf(time);
    time.before(date, " ");
  }
  for (const found of document.querySelectorAll(".when time")) {
    const time = /** @type {HTMLTimeElement} */ (found);
    const text = time.closest(".when")?.firstChild;
    if (text) text.textContent = `${dateOf(time)} `;
  }
}

/**
 * @param {Record<string, string>} words kept, with {time}; missing; and worker, its address
 */
export function readOffline({ kept: keptText = "", missing: missingText = "", worker = "" }) {
  if (root.dataset.kept) {
    const time = new Date(Number(root.dataset.kept)).toLocaleString(language, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    });
    showDates();
    showNote(keptText.replace("{time}", time));
  } else if ("missing" in root.dataset) {
    showNote(missingText);
  }

  const link = byId("saved"); // on pages that lead to the list
  if (link && savedMeetings().length) link.hidden = false;

  const heading = byId("results");
  const isFirstPage = !new URLSearchParams(location.search).has("cursor");
  if (heading && location.search && isFirstPage) {
    rememberSearch({ name: heading.textContent ?? "", address: location.search });
  }
  // when the page is whole: it goes before what is only for later
  if (document.readyState === "complete") registerWorker(worker);
  else addEventListener("load", () => registerWorker(worker), { once: true });
}
