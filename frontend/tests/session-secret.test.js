/* The secret of a session, which a browser makes for one link and forgets after the sign-in. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const DAY_MS = 24 * 3600_000;
const LINK = "a".repeat(43);
const OTHER = "b".repeat(43);
/** @type {Map<string, string>} */
let stored;
let isRefused = false;

Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      if (isRefused) throw new Error("refused");
      stored.set(key, value);
    },
    removeItem: (/** @type {string} */ key) => stored.delete(key),
  },
});

let tabs = 0;
/** What a page of its own has of the module. */
const openTab = () => import(`../facilitator/session-secret.js?${(tabs += 1)}`);

beforeEach(() => {
  stored = new Map();
  isRefused = false;
});

test("it is 256 bits in base64url, another for each link", async () => {
  const { sessionSecret } = await openTab();
  const secrets = [LINK, OTHER, LINK].map((link) => sessionSecret(link, 0));
  for (const secret of secrets) assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(new Set(secrets).size, 3);
});

test("another tab sends the same one for the same link, within its day", async () => {
  const first = (await openTab()).sessionSecret(LINK, 0);
  assert.equal((await openTab()).sessionSecret(LINK, DAY_MS - 1), first);
  assert.notEqual((await openTab()).sessionSecret(LINK, DAY_MS), first);
});

test("the link itself is not stored, and nothing is once it is forgotten", async () => {
  const { sessionSecret, forgetSessionSecret } = await openTab();
  const first = sessionSecret(LINK, 0);
  assert.ok(![...stored.values()].join().includes(LINK));
  forgetSessionSecret();
  assert.equal(stored.size, 0);
  assert.notEqual(sessionSecret(LINK, 0), first);
});

test("a browser that stores nothing repeats it while its page is open", async () => {
  isRefused = true;
  const { sessionSecret } = await openTab();
  assert.equal(sessionSecret(LINK, 0), sessionSecret(LINK, 1));
});
