import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

// what the service workers have in common, in a browser that these objects stand for

const ORIGIN = "https://site.example";
const PREFIX = "page of the site ";
const FILES = ["./page", "./static/2222222222/some/page.js"];
const LATER = ["./static/1111111111/some/large.js"];
const library = new URL("../workers/shell.js", import.meta.url).href;
const whole = (/** @type {string} */ path) => new URL(path, `${ORIGIN}/api/`).href;

class StoredFiles {
  /** @type {Map<string, Response>} */
  files = new Map();

  /** @param {(Request | string)[]} requests */
  async addAll(requests) {
    for (const request of requests.map((one) => new Request(one)))
      this.files.set(request.url, await fetch(request));
  }

  /** @param {Request | string} request */
  async match(request) {
    return this.files.get(typeof request === "string" ? request : request.url)?.clone();
  }

  /**
   * @param {string} address
   * @param {Response} answer
   */
  async put(address, answer) {
    this.files.set(address, answer);
  }

  async keys() {
    return [...this.files.keys()].map((address) => new Request(address));
  }
}

/** @type {Map<string, StoredFiles>} */
let stores;
/** @type {string[]} what was done, in order */
let done;
/** @type {Record<string, (event: any) => void>} */
let listeners;
/** @type {string[]} what the service was asked for */
let asked;
let hasSignal = true;
let shell = /** @type {any} */ (null);
let imports = 0;

const browser = {
  self: {
    location: new URL(`${ORIGIN}/api/page-worker.js`),
    clients: { claim: async () => done.push("claimed") },
    skipWaiting: async () => done.push("took over"),
    addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
      listeners[name] = listener;
    },
  },
  caches: {
    /** @param {string} name */
    async open(name) {
      const store = stores.get(name) ?? new StoredFiles();
      stores.set(name, store);
      return store;
    },
    keys: async () => [...stores.keys()],
    delete: async (/** @type {string} */ name) => stores.delete(name),
  },
  /** @param {Request} request */
  async fetch(request) {
    if (!hasSignal) throw new TypeError("no signal");
    asked.push(`${request.url} ${request.cache}`);
    return new Response(`from the service: ${request.url}`);
  },
};

beforeEach(async () => {
  Object.assign(globalThis, browser, { VERSION: "two", FILES, LATER });
  stores = new Map();
  done = [];
  listeners = {};
  asked = [];
  hasSignal = true;
  imports += 1;
  shell = await import(`${library}?${imports}`);
});

/** @param {string} name */
async function happens(name) {
  /** @type {Promise<unknown>[]} */
  const waits = [];
  listeners[name]?.({ waitUntil: (/** @type {Promise<unknown>} */ work) => waits.push(work) });
  await Promise.all(waits);
}

/**
 * The answer to a request; null where it goes to the network untouched.
 * @param {string} path
 * @param {Record<string, string>} [more]
 * @returns {Promise<string | null>}
 */
async function answerTo(path, more = {}) {
  /** @type {Promise<Response> | null} */
  let answer = null;
  const request = new Request(whole(path));
  for (const [name, value] of Object.entries(more)) Object.defineProperty(request, name, { value });
  listeners.fetch?.({
    request,
    respondWith: (/** @type {Promise<Response>} */ response) => (answer = response),
  });
  return answer && (await /** @type {Promise<Response>} */ (answer)).text();
}

test("installing stores the files of this version, fresh from the service, and takes over", async () => {
  assert.equal(shell.installFiles(PREFIX), `${PREFIX}two`);
  await happens("install");
  const [page, file] = FILES.map(whole);
  assert.deepEqual(asked, [`${page} no-cache`, `${file} default`]);
  assert.deepEqual([...(stores.get(`${PREFIX}two`)?.files.keys() ?? [])], FILES.map(whole));
  assert.deepEqual(done, ["took over"]);
});

test("a page is asked for with a query, and stored under its address", async () => {
  const name = shell.installFiles(PREFIX, { pageQuery: "?style=linked" });
  await happens("install");
  const [page, file] = FILES.map(whole);
  assert.deepEqual(asked, [`${page}?style=linked no-cache`, `${file} default`]);
  assert.deepEqual([...(stores.get(name)?.files.keys() ?? [])], [page, file]);
});

test("without a signal nothing is installed", async () => {
  shell.installFiles(PREFIX);
  hasSignal = false;
  await assert.rejects(happens("install"), TypeError);
  assert.deepEqual(done, []);
});

test("activation drops older versions, and nothing of another worker", async () => {
  const pages = `${PREFIX}pages`;
  const others = ["another worker's one", `before ${PREFIX}one`];
  for (const name of [`${PREFIX}one`, pages, ...others]) await browser.caches.open(name);
  /** @type {boolean[]} */
  const told = [];
  const activated = (/** @type {boolean} */ isUpdate) => told.push(isUpdate);
  shell.installFiles(PREFIX, { others: [pages], activated });
  await happens("install");
  await happens("activate");
  assert.deepEqual(new Set(stores.keys()), new Set([pages, ...others, `${PREFIX}two`]));
  assert.deepEqual(done, ["took over", "claimed"]);
  await happens("activate");
  assert.deepEqual(told, [true, false]); // the second time there was nothing to drop
});

test("files are answered as they are stored, with and without a signal", async () => {
  const name = shell.installFiles(PREFIX);
  shell.answerRequests(name, () => false);
  await happens("install");
  asked = [];
  hasSignal = false;
  const stored = `from the service: ${whole("./static/2222222222/some/page.js")}`;
  assert.equal(await answerTo("./static/2222222222/some/page.js"), stored);
  assert.equal(await answerTo("./static/1111111111/some/page.js"), stored); // else from another version
  await assert.rejects(answerTo("./static/1111111111/some/large.js"), TypeError);
  hasSignal = true;
  assert.equal(
    await answerTo("./static/1111111111/some/page.js"),
    `from the service: ${whole("./static/1111111111/some/page.js")}`,
  );
  assert.equal(
    await answerTo("./static/1111111111/some/large.js"),
    `from the service: ${whole("./static/1111111111/some/large.js")}`,
  );
});

test("pages are the worker's own to answer, when somebody opens one", async () => {
  const name = shell.installFiles(PREFIX);
  const isPage = (/** @type {URL} */ url) => url.pathname === "/api/page";
  const page = async (/** @type {unknown} */ _, /** @type {URL} */ url) =>
    new Response(`the page at ${url.search}`);
  shell.answerRequests(name, isPage, page);
  await happens("install");
  assert.equal(await answerTo("./page?fresh", { mode: "navigate" }), "the page at ?fresh");
  assert.equal(await answerTo("./page"), null);
});

test("everything else goes to the network untouched", async () => {
  const name = shell.installFiles(PREFIX);
  shell.answerRequests(name, () => false);
  await happens("install");
  assert.equal(await answerTo("./another", { mode: "navigate" }), null);
  assert.equal(await answerTo("./v1/keys"), null);
  assert.equal(await answerTo("./static/2222222222/some/page.js", { method: "POST" }), null);
  assert.equal(
    await answerTo("https://elsewhere.example/api/static/2222222222/some/page.js"),
    null,
  );
});

test("a page is waited for a while, and nothing longer", async () => {
  const answer = new Response("in time");
  assert.equal(await shell.inTime(Promise.resolve(answer)), answer);
  assert.equal(await shell.inTime(new Promise(() => {}), 0), null);
  assert.equal(await shell.inTime(Promise.reject(new TypeError("no signal"))), null);
});
