/*
 * On every page of the finder: has the worker keep what is read here, says so where a page is shown
 * as it was kept, and leads to what is saved.
 */
import { rememberSearch, saved } from "./saved-meetings.js";

const root = document.documentElement;
const words = document.getElementById("offline").dataset;
const language = `${root.lang}-u-nu-latn`; // digits as in the page

function note(text) {
  const made = document.createElement("p");
  made.className = "note";
  made.setAttribute("role", "status");
  document.getElementById("main").prepend(made);
  made.textContent = text;
}

function dateOf(time) {
  const [date] = time.dateTime.split("T");
  const form = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  return new Date(`${date}T12:00Z`).toLocaleDateString(language, form);
}

/** "Tonight" and "On now" were true when the page was made: the date is said instead. */
function sayDates() {
  for (const day of document.querySelectorAll(".day h2 small")) day.parentNode.replaceChildren(day.textContent);
  for (const heading of document.querySelectorAll(".day[data-days] h2")) heading.hidden = true;
  for (const time of document.querySelectorAll(".day[data-days] .at time")) {
    const said = time.previousElementSibling ?? document.createElement("small");
    said.textContent = dateOf(time);
    time.before(said, " ");
  }
  for (const time of document.querySelectorAll(".when time")) {
    time.closest(".when").firstChild.textContent = `${dateOf(time)} `;
  }
}

if (root.dataset.kept) {
  const form = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  const time = new Date(Number(root.dataset.kept)).toLocaleString(language, form);
  sayDates();
  note(words.kept.replace("{time}", time));
} else if ("missing" in root.dataset) {
  note(words.missing);
}

const link = document.getElementById("saved");
const count = saved().length;
if (link && count) link.hidden = false;

const heading = document.getElementById("results");
const isFirstPage = !new URLSearchParams(location.search).has("cursor");
if (heading && location.search && isFirstPage) {
  rememberSearch(heading.textContent, location.search);
}

navigator.serviceWorker?.register(words.worker).catch(() => {
  // no signal, or refused: the next visit tries again
});
