/*
 * What the service workers have in common. The service puts three constants before each: VERSION,
 * which changes with everything that the worker keeps; FILES, the addresses that its pages need
 * without a signal; and LATER, those that a page can start without. A new version brings its own
 * files and drops the older ones.
 */

const WAIT_MS = 4000; // for a page of which there is a copy

export const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/**
 * The whole address of a path beside the worker.
 * @param {string} path
 */
export const addressOf = (path) => new URL(path, scope.location.href).href;

const HASHED = /\/static\/[0-9a-f]{10}\//;

/**
 * The path of an address without the hash of a file, which each version has another of.
 * @param {string} address
 */
const nameOf = (address) => new URL(address).pathname.replace(HASHED, "/static/");

/**
 * Installs the files of this version.
 * @param {string} prefix how the names of this worker's caches begin, and of no other's
 * @param {{others?: string[], activated?: (isUpdate: boolean) => unknown, pageQuery?: string}}
 * [options] others: caches of this worker that outlast a version; activated: what to do when this
 * version has taken over; pageQuery: what pages are asked for with, and not stored under
 * @returns {string} the name of the cache of the files
 */
export function installFiles(prefix, { others = [], activated = () => {}, pageQuery = "" } = {}) {
  const current = prefix + VERSION;

  /**
   * A page as it is now; its address does not change with its content.
   * @param {Cache} cache
   * @param {string} page
   */
  async function storePage(cache, page) {
    const answer = await fetch(new Request(addressOf(page + pageQuery), { cache: "no-cache" }));
    if (!answer.ok) throw new TypeError(`${page}: ${answer.status}`);
    await cache.put(addressOf(page), answer);
  }

  async function install() {
    const cache = await caches.open(current);
    for (const page of FILES.filter((file) => !HASHED.test(file))) await storePage(cache, page);
    const files = FILES.filter((file) => HASHED.test(file)); // the page has loaded some already
    await cache.addAll(files.map(addressOf));
    await scope.skipWaiting();
  }

  async function activate() {
    const names = await caches.keys();
    const older = names.filter(
      (name) => name.startsWith(prefix) && name !== current && !others.includes(name),
    );
    await Promise.all(older.map((name) => caches.delete(name)));
    await scope.clients.claim();
    await activated(older.length > 0);
  }

  scope.addEventListener("install", (event) => event.waitUntil(install()));
  scope.addEventListener("activate", (event) => event.waitUntil(activate()));
  return current;
}

/**
 * Answers for this worker's pages, and for the files of its version; everything else goes to the
 * network untouched.
 * @param {string} name of the cache of the files
 * @param {(url: URL) => boolean} isPage
 * @param {(event: FetchEvent, url: URL) => Promise<Response>} page
 */
export function answerRequests(name, isPage, page) {
  const names = new Set([...FILES, ...LATER].map((file) => nameOf(addressOf(file))));

  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== scope.location.origin) return;
    if (isPage(url)) {
      if (request.mode === "navigate") event.respondWith(page(event, url));
    } else if (names.has(nameOf(request.url))) {
      event.respondWith(fileFrom(name, request));
    }
  });
}

/**
 * A file as it is stored, if it is.
 * @param {string} name of the cache
 * @param {RequestInfo} request
 */
export async function storedFile(name, request) {
  return (await caches.open(name)).match(request, { ignoreVary: true });
}

/**
 * A file as it is stored, else from the service, else from another version of it.
 * @param {string} name
 * @param {Request} request
 */
async function fileFrom(name, request) {
  const stored = await storedFile(name, request);
  if (stored) return stored;
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(name);
    const wanted = nameOf(request.url);
    const other = (await cache.keys()).find(({ url }) => nameOf(url) === wanted);
    const answer = other && (await storedFile(name, other));
    if (answer) return answer;
    throw error;
  }
}

/**
 * Returns what is pending, if it comes in time; else null, as where it fails.
 * @param {Promise<Response | null>} pending
 * @param {number} [ms]
 * @returns {Promise<Response | null>}
 */
export function inTime(pending, ms = WAIT_MS) {
  const late = new Promise((resolve) => setTimeout(resolve, ms, null));
  return Promise.race([pending.catch(() => null), /** @type {Promise<null>} */ (late)]);
}
