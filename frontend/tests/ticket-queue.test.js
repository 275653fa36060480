import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batches,
  bodyOf,
  EMPTY,
  readQueue,
  withEntry,
  withoutRefused,
  withoutSent,
} from "../facilitator/ticket-queue.js";

const START = 1_772_668_800; // 2026-03-05, 00:00 UTC
const hashOf = (/** @type {number} */ number) => number.toString(16).padStart(64, "0");
const entry = (/** @type {number} */ number, more = {}) => ({
  meeting: "one",
  hash: hashOf(number),
  start: START,
  until: START + 43_200,
  ...more,
});

test("what is put in waits in its order, until it is sent", () => {
  const queue = withEntry(withEntry(EMPTY, entry(1)), entry(2));
  assert.deepEqual(queue.waiting, [entry(1), entry(2)]);
  assert.deepEqual(withoutSent(queue, [hashOf(1)]).waiting, [entry(2)]);
  assert.deepEqual(EMPTY, { waiting: [], lost: {} });
});

test("what is refused is counted by its reason, once", () => {
  const queue = [1, 2, 3].map((number) => entry(number)).reduce(withEntry, EMPTY);
  const after = withoutRefused(queue, [hashOf(1), hashOf(2)], "late");
  assert.deepEqual(after, { waiting: [entry(3)], lost: { late: 2 } });
  assert.equal(withoutRefused(after, [hashOf(1)], "late"), after);
  assert.deepEqual(withoutRefused(after, [hashOf(3)], "late").lost, { late: 3 });
});

test("one request has the tickets of one occurrence, and no more than it may", () => {
  const hashes = Array.from({ length: 101 }, (_, number) => entry(number));
  const later = entry(200, { start: START + 7 * 86_400 });
  const other = entry(300, { meeting: "two" });
  const queue = [...hashes, later, other].reduce(withEntry, EMPTY);
  const sent = batches(queue).map(bodyOf);
  assert.deepEqual(
    sent.map(({ meeting_id, starts_at, tickets }) => [meeting_id, starts_at, tickets.length]),
    [
      ["one", "2026-03-05T00:00:00.000Z", 100],
      ["one", "2026-03-12T00:00:00.000Z", 1],
      ["two", "2026-03-05T00:00:00.000Z", 1],
    ],
  );
});

test("what was stored is read, and what is not ours is left out", () => {
  const queue = withoutRefused(
    withEntry(withEntry(EMPTY, entry(1)), entry(2)),
    [hashOf(2)],
    "late",
  );
  assert.deepEqual(readQueue(JSON.parse(JSON.stringify(queue))), queue);
  const wrong = [{ start: "soon" }, { start: null }, { until: 1e300 }, { hash: "no hash" }];
  const waiting = wrong.map((more) => entry(1, more));
  assert.deepEqual(readQueue({ waiting, lost: {} }), EMPTY);
  for (const stored of [null, 1, "x", [], {}]) assert.deepEqual(readQueue(stored), EMPTY);
});
