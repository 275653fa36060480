import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

// the finder's worker, in a browser that these objects stand for

const ORIGIN = "https://site.example";
const MEETING = "/meetings/tuesday";
const OTHER = "/meetings/noon";
const worker = new URL("../workers/finder.js", import.meta.url).href;

/** The pages that are stored, by path. @type {Map<string, Response>} */
let stored;
/** @type {Record<string, (event: any) => void>} */
let listeners;
/** Lets the service answer, by path. @type {Record<string, () => void>} */
let answer;
let imports = 0;

const pathOf = (/** @type {Request | string} */ request) =>
  new URL(typeof request === "string" ? request : request.url).pathname;
const store = {
  match: async (/** @type {Request | string} */ request) => stored.get(pathOf(request)),
  put: async (/** @type {string} */ address, /** @type {Response} */ page) =>
    stored.set(pathOf(address), page),
  delete: async (/** @type {string} */ address) => stored.delete(pathOf(address)),
  keys: async () => [...stored.keys()].map((path) => new Request(`${ORIGIN}${path}`)),
};
const browser = {
  self: {
    location: new URL(`${ORIGIN}/finder-worker.js`),
    addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
      listeners[name] = listener;
    },
  },
  caches: { open: async () => store, delete: async () => stored.clear() },
  fetch: (/** @type {Request | string} */ request) =>
    new Promise((resolve) => {
      answer[pathOf(request)] = () => resolve(new Response("a page"));
    }),
  VERSION: "one",
  FILES: ["./saved"],
  LATER: [],
};

beforeEach(async () => {
  Object.assign(globalThis, browser);
  stored = new Map();
  listeners = {};
  answer = {};
  imports += 1;
  await import(`${worker}?${imports}`);
});

/**
 * Tells the worker something; resolves when it has done it.
 * @param {{keep?: string, forget?: string}} data
 */
function tell(data) {
  /** @type {Promise<unknown> | undefined} */
  let work;
  const waitUntil = (/** @type {Promise<unknown>} */ given) => (work = given);
  listeners.message?.({ data, ports: [], waitUntil });
  return work;
}

for (const forget of [MEETING, "everything"]) {
  test(`a page that is on its way is not kept where ${forget} is forgotten meanwhile`, async () => {
    const keeping = tell({ keep: MEETING });
    await tell({ forget });
    answer[MEETING]?.();
    await keeping;
    assert.deepEqual([...stored.keys()], []);
  });
}

test("a page is kept where another is forgotten, or it is kept again", async () => {
  const keeping = tell({ keep: OTHER });
  const other = answer[OTHER];
  await tell({ forget: MEETING });
  other?.();
  await keeping;
  assert.deepEqual([...stored.keys()], [OTHER]);
  await tell({ forget: OTHER });
  const again = tell({ keep: OTHER });
  answer[OTHER]?.();
  await again;
  assert.deepEqual([...stored.keys()], [OTHER]);
});

test("a saved page that is being read is not kept anew where it is forgotten meanwhile", async () => {
  stored.set(MEETING, new Response("as it was"));
  let end = () => {};
  const body = new ReadableStream({ start: (here) => void (end = () => here.close()) });
  Object.assign(globalThis, { fetch: async () => new Response(body) });
  /** @type {Promise<unknown>[]} */
  const works = [];
  const request = new Request(`${ORIGIN}${MEETING}`);
  Object.defineProperty(request, "mode", { value: "navigate" });
  listeners.fetch?.({
    request,
    waitUntil: (/** @type {Promise<unknown>} */ work) => works.push(work),
    respondWith: (/** @type {Promise<unknown>} */ work) => works.push(work),
  });
  await new Promise((done) => setImmediate(done)); // it has begun to come
  await tell({ forget: MEETING });
  end();
  await Promise.all(works);
  assert.deepEqual([...stored.keys()], []);
});
