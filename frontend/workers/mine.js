/*
 * Keeps the page of kept codes, and nothing else, for use without a network. web/mine.py puts
 * VERSION and FILES before this; a new version brings its own files and drops the older ones.
 */

const OURS = `mine ${self.registration.scope} `;
const CACHE = OURS + VERSION;

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** As kept, else from the service; a page's own address may carry codes and is never passed on. */
async function answer(request) {
  const cache = await caches.open(CACHE);
  if (request.mode !== "navigate") return (await cache.match(request)) ?? fetch(request);
  if (new URL(request.url).searchParams.has("fresh")) await refresh(cache);
  return (await cache.match(FILES[0])) ?? fetch(request);
}

/** The page anew, in a language that was chosen just now. */
async function refresh(cache) {
  try {
    await cache.add(new Request(FILES[0], { cache: "reload" }));
  } catch {
    // no network: as kept
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const here = new URL(request.url).pathname === new URL(FILES[0], self.location).pathname;
  if (request.method !== "GET" || (request.mode === "navigate" && !here)) return;
  event.respondWith(answer(request));
});
