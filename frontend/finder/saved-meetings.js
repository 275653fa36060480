/*
 * Saved meetings: a list in localStorage, and their pages with the service worker. Both are on this
 * device alone; a browser may clear them at any time.
 */

const ROOT = new URL("../", import.meta.url);
const KEY = `${ROOT.pathname}saved`;
const LAST = `${ROOT.pathname}last-search`;
const isText = (value) => typeof value === "string";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // refused, or not ours: nothing is kept here
  }
}

function write(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // refused or full: whoever asked says so
  }
}

/** The meetings saved, `{id, name, when, where}` each, in the order in which they came. */
export function saved() {
  const list = read(KEY);
  if (!Array.isArray(list)) return [];
  return list.filter((one) => one && [one.id, one.name, one.when, one.where].every(isText));
}

export const isSaved = (id) => saved().some((one) => one.id === id);
export const pathOf = (id) => `${ROOT.pathname}meetings/${encodeURIComponent(id)}`;

/** Tells the worker; resolves when it is done. Without a worker there are no pages to keep. */
async function tell(message) {
  if (!navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  await new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    active.postMessage(message, [channel.port2]);
  });
}

/** Saves one more and its page; whether the browser let us. */
export function save(meeting) {
  const others = saved().filter(({ id }) => id !== meeting.id);
  const done = write(KEY, [...others, meeting]);
  if (done) tell({ keep: pathOf(meeting.id) });
  return done;
}

/** Removes one and its page. */
export function remove(id) {
  const left = saved().filter((one) => one.id !== id);
  write(KEY, left.length ? left : null);
  tell({ forget: pathOf(id) });
}

/** Removes everything that the finder has kept here. */
export function removeAll() {
  write(KEY, null);
  write(LAST, null);
  return tell({ forget: "everything" });
}

/** The last search, `{name, address}`, or null. */
export function lastSearch() {
  const last = read(LAST);
  return last && isText(last.name) && isText(last.address) && last.address.startsWith("?") ? last : null;
}

/** Remembers a search as the last one. */
export const rememberSearch = (name, address) => write(LAST, { name, address });
