/*
 * Keeps the last search and the pages of saved meetings, for reading without a signal. web/saved.py
 * puts VERSION and FILES before this; a new version brings its own files and drops the older ones.
 * Pages of other rooms go to the network untouched; some have workers of their own.
 */

const HOME = new URL("./", self.location).pathname;
const SAVED = new URL(FILES[0], self.location).pathname;
const MEETINGS = `${HOME}meetings/`;
const OURS = `finder ${HOME} `;
const FILE_CACHE = OURS + VERSION;
const PAGE_CACHE = `${OURS}pages`;
const PATHS = new Set(FILES.map((file) => new URL(file, self.location).pathname));
const MISSING = "?missing";
const PATIENCE_MS = 4000;
let instead = ""; // the address that a page was led to, having been waited for in vain

const isSearch = ({ pathname, searchParams }) =>
  pathname === HOME && !searchParams.has("cursor")
  && ["place", "near", "attendance"].some((name) => searchParams.get(name));
const isMeeting = ({ pathname }) =>
  pathname.startsWith(MEETINGS) && !pathname.slice(MEETINGS.length).includes("/");
const addressOf = (url) => (isMeeting(url) ? url.origin + url.pathname : url.href.split("#")[0]);
const pages = () => caches.open(PAGE_CACHE);

async function install() {
  const cache = await caches.open(FILE_CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(OURS) && ![FILE_CACHE, PAGE_CACHE].includes(name));
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
  const [shown] = await self.clients.matchAll({ type: "window" });
  const url = shown && new URL(shown.url);
  if (url && isSearch(url) && !(await lastSearch())) await fetched(url); // seen before this was here
}

/** Keeps the answer as the page of that address, with the time and without what varies. */
async function put(url, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Vary", "Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Waypost-Kept", String(Date.now()));
  await (await pages()).put(addressOf(url), new Response(await answer.text(), { headers }));
}

async function fetched(url) {
  try {
    const answer = await fetch(addressOf(url));
    if (answer.ok) await put(url, answer);
  } catch {
    // no signal: it is kept with the next visit
  }
}

const lastSearch = async () =>
  (await (await pages()).keys()).find(({ url }) => new URL(url).pathname === HOME);

/** A page as it came: kept where it is the last search or a saved meeting's. */
async function seen(url, answer) {
  const cache = await pages();
  if (isMeeting(url)) {
    if (!(await cache.match(addressOf(url)))) return;
    if ([404, 410].includes(answer.status)) await cache.delete(addressOf(url));
    else if (answer.ok) await put(url, answer);
  } else if (isSearch(url) && answer.ok && answer.headers.get("Cache-Control") !== "no-store") {
    for (const { url: older } of await cache.keys()) {
      if (new URL(older).pathname === HOME && older !== addressOf(url)) await cache.delete(older);
    }
    await put(url, answer);
  }
}

/** The page with something said on its root, which static/offline.js reads. */
async function marked(answer, mark) {
  const html = (await answer.text()).replace("<html ", `<html ${mark} `);
  return new Response(html, { headers: answer.headers });
}

async function fromHere(url) {
  const kept = await (await pages()).match(addressOf(url));
  if (kept) return marked(kept, `data-kept="${Number(kept.headers.get("Waypost-Kept"))}"`);
  if (url.pathname === SAVED) {
    const list = await (await caches.open(FILE_CACHE)).match(FILES[0], { ignoreVary: true });
    if (!list) return Response.error();
    return url.search === MISSING ? marked(list, "data-missing") : list;
  }
  const last = url.pathname === HOME && !isSearch(url) ? await lastSearch() : null;
  instead = last ? last.url : new URL(`${SAVED}${MISSING}`, url).href;
  return Response.redirect(instead);
}

/** From the service; as kept where it does not answer or not in time. */
async function page(event) {
  const url = new URL(event.request.url);
  const asked = fetch(event.request).catch(() => null);
  event.waitUntil(asked.then((answer) => answer && seen(url, answer.clone())));
  const isHere = url.pathname === SAVED || Boolean(await (await pages()).match(addressOf(url)))
    || (url.pathname === HOME && !isSearch(url) && Boolean(await lastSearch()));
  const patience = addressOf(url) === instead ? 0 : PATIENCE_MS;
  instead = "";
  const late = new Promise((done) => isHere && setTimeout(done, patience, null));
  const answer = await Promise.race([asked, late]);
  return answer && (answer.status < 500 || !isHere) ? answer : fromHere(url);
}

/** As kept, else from the service, else from another version of it. */
async function file(request) {
  const cache = await caches.open(FILE_CACHE);
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const other = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (other) return other;
    throw error;
  }
}

async function told({ keep, forget }) {
  if (keep) await fetched(new URL(keep, self.location));
  if (forget === "everything") await caches.delete(PAGE_CACHE);
  else if (forget) await (await pages()).delete(addressOf(new URL(forget, self.location)));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  event.waitUntil(told(event.data).then(() => event.ports[0]?.postMessage("done")));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === HOME || url.pathname === SAVED || isMeeting(url)) event.respondWith(page(event));
  } else if (PATHS.has(url.pathname) && url.pathname !== SAVED) {
    event.respondWith(file(request));
  }
});
