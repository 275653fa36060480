/* The lists that are kept on a device: nothing that one revoked or withdrew is lost by another. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { loadLists, storedLists, storeLists } from "../verifier/trust.js";

const ISSUER = "https://codes.example.org";
const [KEYS, WITHDRAWALS] = [`${ISSUER}/.well-known/jwks.json`, `${ISSUER}/v1/withdrawals.json`];
const HOUR = 1_795_000_000 - (1_795_000_000 % 3600);
const key = (/** @type {string} */ kid) => ({ kid });

/** @type {Map<string, string>} */
const stored = new Map();
/** @type {Record<string, any>} */
let published;
/** @type {Record<string, string>} */
let headers;
let now = HOUR;

beforeEach((context) => {
  stored.clear();
  now = HOUR;
  headers = {};
  published = { [KEYS]: { keys: [], revoked: [] }, [WITHDRAWALS]: { references: [] } };
  const given = /** @type {any} */ (globalThis);
  given.localStorage = {
    getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => stored.set(name, value),
  };
  const mock = /** @type {import("node:test").TestContext} */ (context).mock;
  mock.method(Date, "now", () => now * 1000);
  mock.timers.enable({ apis: ["setTimeout"] }); // else those of requests keep this process waiting
  mock.method(globalThis, "fetch", async (/** @type {string} */ url) =>
    published[url] ? Response.json(published[url], { headers }) : Response.error(),
  );
});

const load = () => loadLists(KEYS, WITHDRAWALS);
/**
 * @param {number} asOf
 * @param {unknown[]} withdrawals
 * @param {unknown[]} [revoked]
 */
const take = (asOf, withdrawals, revoked = []) =>
  storeLists(ISSUER, { asOf, keys: [], revoked, withdrawals });
const withdrawn = () => storedLists(ISSUER).withdrawals.sort();

test("of two snapshots as of one time, both count", () => {
  take(HOUR, ["B", "C"]);
  take(HOUR, ["A", "B"]);
  assert.deepEqual(withdrawn(), ["A", "B", "C"]);
  take(HOUR + 3600, ["A"]);
  assert.deepEqual(withdrawn(), ["A", "B", "C"]);
});

test("a list that the service held is as old as it says", async () => {
  for (const [said, age] of [
    ["120", 120],
    ["-5", 0],
    ["soon", 0],
  ]) {
    headers = { Age: String(said) };
    assert.equal((await load()).keysFetchedAt, HOUR - Number(age));
  }
});

test("a list out of the bucket of a CDN is as old as the sweep that wrote it", async () => {
  for (const [asOf, readAt] of [
    [String(HOUR - 900), HOUR - 900],
    [String(HOUR + 900), HOUR],
    ["soon", HOUR],
    ["", HOUR],
  ]) {
    headers = { "x-amz-meta-as-of": String(asOf) };
    const lists = await load();
    assert.deepEqual([lists.keysFetchedAt, lists.withdrawalsFetchedAt], [readAt, readAt]);
  }
});

test("a live list that is older than the last one loses nothing", async () => {
  published[WITHDRAWALS] = { references: ["A", "B"] };
  published[KEYS] = { keys: [], revoked: [key("x")] };
  await load();
  published[WITHDRAWALS] = { references: ["A", null] };
  published[KEYS] = { keys: [key("k")], revoked: [key("y")] };
  now += 5;
  const lists = await load();
  assert.deepEqual(lists, storedLists(ISSUER));
  assert.deepEqual(lists.withdrawals, ["A", null, "B"]);
  assert.deepEqual(lists.keys, [key("k")]);
  assert.deepEqual(lists.revoked, [key("y"), key("x")]);
  assert.equal(lists.withdrawalsFetchedAt, HOUR + 5);
});

test("a reference that no list has any more counts for a day", async () => {
  published[WITHDRAWALS] = { references: ["A"] };
  await load();
  published[WITHDRAWALS] = { references: [] };
  for (const hours of [1, 12, 23]) {
    now = HOUR + hours * 3600;
    await load();
    assert.deepEqual(withdrawn(), ["A"]);
  }
  now = HOUR + 24 * 3600;
  await load();
  assert.deepEqual(withdrawn(), []);
});

test("what was revoked stays so", async () => {
  published[KEYS] = { keys: [], revoked: [key("x")] };
  await load();
  published[KEYS] = { keys: [] };
  now += 400 * 86400;
  await load();
  assert.deepEqual(storedLists(ISSUER).revoked, [key("x")]);
});

test("a snapshot from before the lists that are here adds what it withdrew", async () => {
  published[WITHDRAWALS] = { references: ["A"] };
  now += 60;
  await load();
  take(HOUR, ["B"], [key("x")]);
  const lists = storedLists(ISSUER);
  assert.deepEqual([lists.withdrawals, lists.revoked], [["A", "B"], [key("x")]]);
  assert.equal(lists.withdrawalsFetchedAt, HOUR + 60);
});

test("a snapshot that is taken while lists are on their way loses nothing", async () => {
  const coming = load();
  take(HOUR, ["B"], [key("x")]);
  const lists = await coming;
  assert.deepEqual([lists.withdrawals, lists.revoked], [["B"], [key("x")]]);
  assert.deepEqual(lists, storedLists(ISSUER));
});

test("a snapshot that is taken while lists are on their way counts where they don't come", async () => {
  published = {};
  const coming = load();
  take(HOUR, ["B"], [key("x")]);
  assert.deepEqual(await coming, storedLists(ISSUER));
  assert.deepEqual(withdrawn(), ["B"]);
});
