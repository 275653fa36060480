/*
 * Keeps the checking desk working without a network. tools/build_pages.py writes two constants
 * above this: FILES, the addresses of the desk as built, LATER, those that it is kept without until
 * the page asks for them, and BUILD, which changes with them. Everything else (keys, withdrawals, other pages) goes to the network untouched.
 */

const PAGE = FILES[0];
const OURS = `desk ${self.registration.scope} `;
const NAME = OURS + BUILD;
const PATIENCE_MS = 4000;
const address = (file) => new URL(file, self.location).href;
const ADDRESSES = new Set([...FILES, ...LATER].map(address));

self.addEventListener("install", (event) => {
  const requests = FILES.map((file) => new Request(address(file), { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(requests)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const older = names.filter((name) => name.startsWith(OURS) && name !== NAME);
    await Promise.all(older.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function kept(url) {
  return (await caches.open(NAME)).match(url);
}

async function keepLater() {
  const cache = await caches.open(NAME);
  for (const url of LATER.map(address)) {
    if (await cache.match(url)) continue;
    await cache.add(url).catch(() => {}); // offline again: the next visit tries again
  }
}

self.addEventListener("message", (event) => {
  if (event.data === "later") event.waitUntil(keepLater());
});

/** The page as the service has it now; without a network, or with a slow one, as it was kept. */
async function page(request) {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: patience.signal });
    if (answer.ok) return answer;
  } catch {
    // offline
  }
  return (await kept(address(PAGE))) ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split("#")[0];
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (url.split("?")[0] === address(PAGE)) event.respondWith(page(request));
  } else if (ADDRESSES.has(url)) {
    event.respondWith(kept(url).then((answer) => answer ?? fetch(request)));
  }
});
