/*
 * Keeps the last search, the pages of saved meetings and what to expect, for reading without a
 * signal. Pages of other rooms go to the network untouched; some have workers of their own.
 */
import { answerRequests, installFiles, inTime, scope, storedFile } from "./shell.js";

const HOME = new URL("./", scope.location.href).pathname;
const SAVED = new URL(FILES[0], scope.location.href).pathname;
const EXPECT = `${HOME}what-to-expect`;
const MEETINGS = `${HOME}meetings/`;
const PREFIX = `finder ${HOME} `;
const PAGE_CACHE = `${PREFIX}pages`;
// the pages come without the style in them, of which there are files: a first visit costs little
const FILE_CACHE = installFiles(PREFIX, {
  others: [PAGE_CACHE],
  activated,
  pageQuery: "?style=linked",
});
const MISSING = "?missing";
const EVERYTHING = "everything";
/** What was forgotten, in order: pages that were asked for before that are not stored after it. */
const forgotten = /** @type {string[]} */ ([]);
let redirectedTo = ""; // the address that a page was led to, having been waited for in vain

/** @param {URL} url */
const isSearch = ({ pathname, searchParams }) =>
  pathname === HOME &&
  !searchParams.has("cursor") &&
  ["place", "near", "attendance", "words"].some((name) => searchParams.get(name));
/** @param {URL} url */
const isMeeting = ({ pathname }) =>
  pathname.startsWith(MEETINGS) && !pathname.slice(MEETINGS.length).includes("/");
/** @param {URL} url */
const keyOf = (url) => (isMeeting(url) ? url.origin + url.pathname : url.href.split("#")[0]);
const pages = () => caches.open(PAGE_CACHE);

/** @param {boolean} isUpdate */
async function activated(isUpdate) {
  // pages name the files of their version: those that are kept come anew with it
  if (isUpdate)
    await Promise.all((await (await pages()).keys()).map(({ url }) => keep(new URL(url))));
  const [shown] = await scope.clients.matchAll({ type: "window" });
  const url = shown && new URL(shown.url);
  // seen before this was here, and still as the browser has it
  if (url && isSearch(url) && !(await lastSearch())) await keep(url, "force-cache");
}

/**
 * Keeps the answer as the page of that address, with the time and without what varies; not where it
 * was forgotten meanwhile.
 * @param {URL} url
 * @param {Response} answer
 * @param {number} since how much had been forgotten when it was asked for
 */
async function put(url, answer, since) {
  const headers = new Headers(answer.headers);
  for (const name of ["Vary", "Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Waypost-Kept", String(Date.now()));
  const page = new Response(await answer.text(), { headers });
  const cache = await pages();
  const isForgotten = forgotten.slice(since).some((key) => [keyOf(url), EVERYTHING].includes(key));
  if (!isForgotten) await cache.put(keyOf(url), page);
}

/**
 * Keeps the page of that address as it is now.
 * @param {URL} url
 * @param {RequestCache} [cache]
 */
async function keep(url, cache = "default") {
  const since = forgotten.length;
  try {
    const answer = await fetch(keyOf(url), { cache });
    if (answer.ok) await put(url, answer, since);
  } catch {
    // no signal: it is kept with the next visit
  }
}

const lastSearch = async () =>
  (await (await pages()).keys()).find(({ url }) => new URL(url).pathname === HOME);

/**
 * Stores a page as it came, where it is the last search or a saved meeting's.
 * @param {URL} url
 * @param {Response} answer
 * @param {number} since
 */
async function updateStored(url, answer, since) {
  const cache = await pages();
  if (isMeeting(url)) {
    if (!(await cache.match(keyOf(url)))) return;
    if ([404, 410].includes(answer.status)) await cache.delete(keyOf(url));
    else if (answer.ok) await put(url, answer, since);
  } else if (isSearch(url) && answer.ok && !answer.headers.has("Waypost-No-Results")) {
    for (const { url: older } of await cache.keys()) {
      if (new URL(older).pathname === HOME && older !== keyOf(url)) await cache.delete(older);
    }
    await put(url, answer, since);
  }
}

/**
 * The page with something said on its root, which finder/offline.js reads.
 * @param {Response} answer
 * @param {string} mark
 */
async function withMark(answer, mark) {
  const html = (await answer.text()).replace("<html ", `<html ${mark} `);
  return new Response(html, { headers: answer.headers });
}

/** @param {URL} url */
async function fromStore(url) {
  const stored = await (await pages()).match(keyOf(url));
  if (stored) return withMark(stored, `data-kept="${Number(stored.headers.get("Waypost-Kept"))}"`);
  if (url.pathname === EXPECT) {
    return (await storedFile(FILE_CACHE, new URL(EXPECT, url).href)) ?? Response.error();
  }
  if (url.pathname === SAVED) {
    const list = await storedFile(FILE_CACHE, FILES[0]);
    if (!list) return Response.error();
    return url.search === MISSING ? withMark(list, "data-missing") : list;
  }
  const last = url.pathname === HOME && !isSearch(url) ? await lastSearch() : null;
  redirectedTo = last ? last.url : new URL(`${SAVED}${MISSING}`, url).href;
  return Response.redirect(redirectedTo);
}

/**
 * From the service; as kept where it does not answer or not in time.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function answerPage(event, url) {
  const since = forgotten.length;
  const pending = fetch(event.request).catch(() => null);
  event.waitUntil(pending.then((answer) => answer && updateStored(url, answer.clone(), since)));
  const isHere =
    [SAVED, EXPECT].includes(url.pathname) ||
    Boolean(await (await pages()).match(keyOf(url))) ||
    (url.pathname === HOME && !isSearch(url) && Boolean(await lastSearch()));
  const wait = keyOf(url) === redirectedTo ? 0 : undefined;
  redirectedTo = "";
  const answer = await (isHere ? inTime(pending, wait) : pending);
  return answer && (answer.status < 500 || !isHere) ? answer : fromStore(url);
}

/** @param {{keep?: string, forget?: string}} message */
async function followMessage({ keep: path, forget }) {
  if (path) await keep(new URL(path, scope.location.href));
  if (!forget) return;
  const key = forget === EVERYTHING ? forget : keyOf(new URL(forget, scope.location.href));
  forgotten.push(key);
  if (key === EVERYTHING) await caches.delete(PAGE_CACHE);
  else await (await pages()).delete(key);
}

scope.addEventListener("message", (event) => {
  event.waitUntil(followMessage(event.data).then(() => event.ports[0]?.postMessage("done")));
});
answerRequests(
  FILE_CACHE,
  (url) => [HOME, SAVED, EXPECT].includes(url.pathname) || isMeeting(url),
  answerPage,
);
