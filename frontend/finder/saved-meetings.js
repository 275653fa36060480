/*
 * Saved meetings: a list in localStorage, and their pages with the service worker. Both are on this
 * device alone; a browser may clear them at any time.
 */
import { tellWorker } from "../lib/offline.js";
import { ROOT } from "../lib/page.js";
import { load, store } from "../lib/storage.js";

const KEY = `${ROOT.pathname}saved`;
const LAST_SEARCH_KEY = `${ROOT.pathname}last-search`;
const WEEK_S = 7 * 24 * 3600;

/**
 * A time in words and its end, in epoch seconds; what became of it, or ""; whether nobody meets then.
 * @typedef {{end: number, when: string, change: string, off: boolean}} ComingDate
 */
/**
 * Its times and its place in words, and its coming dates, as they were `asOf` (epoch milliseconds).
 * `isGone`: it was not listed any more.
 * @typedef {object} SavedMeeting
 * @property {string} id
 * @property {string} name
 * @property {string} when
 * @property {string} where
 * @property {ComingDate[]} [dates]
 * @property {number} [asOf]
 * @property {boolean} [isGone]
 */
/** @typedef {{name: string, address: string}} Search */

const isText = (/** @type {unknown} */ value) => typeof value === "string";

/**
 * The meetings saved, in the order in which they came.
 * @returns {SavedMeeting[]}
 */
export function savedMeetings() {
  const list = load(KEY);
  if (!Array.isArray(list)) return [];
  return list.filter(
    (meeting) => meeting && [meeting.id, meeting.name, meeting.when, meeting.where].every(isText),
  );
}

export const isSaved = (/** @type {string} */ id) =>
  savedMeetings().some((meeting) => meeting.id === id);

export const pathOf = (/** @type {string} */ id) =>
  `${ROOT.pathname}meetings/${encodeURIComponent(id)}`;

/**
 * Has the worker keep a meeting's page, once there is a worker, unless it was removed meanwhile.
 * @param {string} id
 */
async function keepPage(id) {
  await navigator.serviceWorker?.ready;
  if (isSaved(id)) tellWorker(ROOT.href, { keep: pathOf(id) });
}

/** @param {SavedMeeting[]} list */
const storeMeetings = (list) => store(KEY, list.length ? list : null);

/**
 * What a meeting's page says of it, to be saved: the data of its button.
 * @param {DOMStringMap} data
 * @returns {SavedMeeting}
 */
export function meetingOf({ id = "", name = "", when = "", where = "", dates = "[]" }) {
  return { id, name, when, where, dates: JSON.parse(dates), asOf: Date.now() };
}

/**
 * The next date on which a meeting takes place, and what is changed up to a week after it.
 * @param {SavedMeeting} meeting
 * @param {number} now epoch milliseconds
 * @returns {{next: ComingDate | undefined, changed: ComingDate[]}}
 */
export function nextDate({ dates }, now) {
  const ahead = (Array.isArray(dates) ? dates : []).filter(({ end }) => end * 1000 > now);
  const next = ahead.find(({ off }) => !off);
  const until = (next ? next.end : now / 1000) + WEEK_S;
  return { next, changed: ahead.filter(({ off, end }) => off && end <= until) };
}

/**
 * Stores what is known of a saved meeting now, in its place in the list.
 * @param {SavedMeeting} meeting
 */
export function update(meeting) {
  storeMeetings(savedMeetings().map((saved) => (saved.id === meeting.id ? meeting : saved)));
}

/**
 * Saves one more and its page; returns whether the browser let us.
 * @param {SavedMeeting} meeting
 */
export function save(meeting) {
  const otherMeetings = savedMeetings().filter(({ id }) => id !== meeting.id);
  const isStored = storeMeetings([...otherMeetings, meeting]);
  if (isStored) keepPage(meeting.id);
  return isStored;
}

/**
 * Removes one and its page.
 * @param {string} id
 */
export function remove(id) {
  storeMeetings(savedMeetings().filter((meeting) => meeting.id !== id));
  tellWorker(ROOT.href, { forget: pathOf(id) });
}

/** Removes everything that the finder has stored here; resolves when it is gone. */
export function removeAll() {
  store(KEY, null);
  store(LAST_SEARCH_KEY, null);
  return tellWorker(ROOT.href, { forget: "everything" });
}

/**
 * The last search, or null.
 * @returns {Search | null}
 */
export function lastSearch() {
  const last = load(LAST_SEARCH_KEY);
  const isSearch =
    last && isText(last.name) && isText(last.address) && last.address.startsWith("?");
  return isSearch ? last : null;
}

/**
 * Remembers a search as the last one.
 * @param {Search} search
 */
export const rememberSearch = (search) => store(LAST_SEARCH_KEY, search);
