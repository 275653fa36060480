import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

// the worker that keeps a facilitator's pages, in a browser that these objects stand for

const ORIGIN = "https://site.example";
const PAGES = "facilitate /facilitate pages";
const pathOf = (/** @type {any} */ request) => new URL(request.url ?? request, ORIGIN).pathname;

/** @type {Map<string, Map<string, Response>>} */
let stores;
/** @type {(path: string) => Promise<Response>} */
let answers;
/** What happens while a cache is being opened. */
let whileOpening = () => {};
/** @type {Record<string, (event: any) => void>} */
const listeners = {};

const caches = {
  /** @param {string} name */
  async open(name) {
    whileOpening();
    await null;
    const store = stores.get(name) ?? new Map();
    stores.set(name, store);
    return {
      match: async (/** @type {any} */ request) => store.get(pathOf(request))?.clone(),
      put: async (/** @type {any} */ request, /** @type {Response} */ answer) =>
        store.set(pathOf(request), answer),
      delete: async (/** @type {any} */ request) => store.delete(pathOf(request)),
      keys: async () => [...store.keys()].map((path) => ({ url: ORIGIN + path })),
    };
  },
  keys: async () => [...stores.keys()],
  delete: async (/** @type {string} */ name) => stores.delete(name),
};
const self = {
  location: new URL(`${ORIGIN}/facilitate-worker.js`),
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
    listeners[name] = listener;
  },
};
const fetch = (/** @type {any} */ request) => answers(pathOf(request));
Object.assign(globalThis, { self, caches, fetch, VERSION: "one", FILES: [], LATER: [] });
const worker = new URL("../workers/facilitate.js", import.meta.url).href;
await import(worker);

beforeEach(() => {
  stores = new Map([[PAGES, new Map([["/facilitate", new Response("the list as kept")]])]]);
  whileOpening = () => {};
});

/** Opens the list: what is answered, and when all that it led to is done. */
function openList() {
  /** @type {Promise<Response> | undefined} */
  let answer;
  /** @type {Promise<unknown>[]} */
  const waits = [];
  listeners.fetch?.({
    request: { url: `${ORIGIN}/facilitate`, method: "GET", mode: "navigate" },
    respondWith: (/** @type {Promise<Response>} */ response) => (answer = response),
    waitUntil: (/** @type {Promise<unknown>} */ work) => waits.push(work),
  });
  const text = async () => (await /** @type {Promise<Response>} */ (answer)).text();
  const isDone = async () => {
    for (let known = 0; known < waits.length;) {
      known = waits.length;
      await Promise.all(waits);
    }
  };
  return { text, isDone };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a session that has ended takes the kept pages away, however late that is heard", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {(answer: Response) => void} */
  let say = () => {};
  answers = () => new Promise((resolve) => (say = resolve));
  const { text, isDone } = openList();
  await turn();
  t.mock.timers.tick(60_000);
  assert.equal(await text(), "the list as kept");
  say(new Response("", { status: 401 }));
  await isDone();
  assert.deepEqual([...stores.keys()], []);
});

test("who signs out while pages come keeps none of them", async () => {
  let hasSignedOut = Promise.resolve();
  function signOut() {
    whileOpening = () => {};
    listeners.message?.({
      data: "sign-out",
      ports: [],
      waitUntil: (/** @type {Promise<void>} */ work) => (hasSignedOut = work),
    });
  }
  let asked = 0;
  answers = async (path) => {
    asked += 1;
    if (asked === 2) whileOpening = signOut; // the list again, to be kept
    return new Response(`${path} as it is now`);
  };
  const { text, isDone } = openList();
  assert.equal(await text(), "/facilitate as it is now");
  await isDone();
  await hasSignedOut;
  assert.equal(asked, 2);
  assert.deepEqual([...stores.keys()], []);
});
