import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batches,
  bodyOf,
  EMPTY,
  readQueue,
  takenIn,
  withEntry,
  withoutRefused,
  withoutSent,
} from "../facilitator/ticket-queue.js";

const START = 1_772_668_800; // 2026-03-05, 00:00 UTC
const ISO = "2026-03-05T00:00:00.000Z";
const hashOf = (/** @type {number} */ number) => number.toString(16).padStart(64, "0");
const OCCURRENCE = { meeting: "one", start: START, until: START + 43_200 };
const entry = (/** @type {number} */ number, more = {}) => ({
  ...OCCURRENCE,
  hash: hashOf(number),
  ...more,
});
const slip = (/** @type {number} */ number, more = {}) => ({
  ...OCCURRENCE,
  slip: number,
  ...more,
});
const TICKETS = { ...OCCURRENCE, isSlips: false, values: [] };
const SLIPS = { ...TICKETS, isSlips: true };

test("what is put in waits in its order, until it is sent", () => {
  const queue = withEntry(withEntry(EMPTY, entry(1)), entry(2));
  assert.deepEqual(queue.waiting, [entry(1), entry(2)]);
  assert.deepEqual(withoutSent(queue, TICKETS, [hashOf(1)]).waiting, [entry(2)]);
  assert.deepEqual(EMPTY, { waiting: [], lost: {} });
});

test("what is refused is counted by its reason, once", () => {
  const queue = [1, 2, 3].map((number) => entry(number)).reduce(withEntry, EMPTY);
  const after = withoutRefused(queue, TICKETS, [hashOf(1), hashOf(2)], "late");
  assert.deepEqual(after, { waiting: [entry(3)], lost: { late: 2 } });
  assert.equal(withoutRefused(after, TICKETS, [hashOf(1)], "late"), after);
  assert.deepEqual(withoutRefused(after, TICKETS, [hashOf(3)], "late").lost, { late: 3 });
});

test("one request has the tickets of one occurrence, and no more than it may", () => {
  const hashes = Array.from({ length: 101 }, (_, number) => entry(number));
  const later = entry(200, { start: START + 7 * 86_400 });
  const other = entry(300, { meeting: "two" });
  const queue = [...hashes, later, other].reduce(withEntry, EMPTY);
  const sent = batches(queue).map((batch) => ({ ...bodyOf(batch), count: batch.values.length }));
  assert.deepEqual(
    sent.map(({ meeting_id, starts_at, count }) => [meeting_id, starts_at, count]),
    [
      ["one", ISO, 100],
      ["one", "2026-03-12T00:00:00.000Z", 1],
      ["two", ISO, 1],
    ],
  );
});

test("slips go by their numbers, in a request of their own, and are one occurrence's", () => {
  const other = slip(2, { start: START + 7 * 86_400 });
  const queue = [slip(2), entry(1), slip(7), other].reduce(withEntry, EMPTY);
  const due = batches(queue);
  assert.deepEqual(due.map(bodyOf), [
    { meeting_id: "one", numbers: [2, 7], starts_at: ISO },
    { meeting_id: "one", tickets: [hashOf(1)], starts_at: ISO },
    { meeting_id: "one", numbers: [2], starts_at: "2026-03-12T00:00:00.000Z" },
  ]);
  assert.deepEqual(withoutSent(queue, SLIPS, [2, 7]).waiting, [entry(1), other]);
});

test("what two tabs put in is sent once", () => {
  const tab = () => Array.from({ length: 30 }, (_, index) => slip(index + 1));
  const another = slip(1, { start: START + 7 * 86_400 });
  const once = [...tab(), entry(1), another];
  const queue = [...once, ...tab(), entry(1), another].reduce(withEntry, EMPTY);
  assert.deepEqual(queue.waiting, once);
  const stored = { waiting: [...once, ...tab(), entry(1)], lost: {} };
  for (const each of [queue, readQueue(stored)]) {
    assert.deepEqual(
      batches(each).map(({ values }) => values.length),
      [30, 1, 1],
    );
  }
  const numbers = tab().map((each) => each.slip);
  assert.deepEqual(withoutSent(stored, SLIPS, numbers).waiting, [entry(1), another, entry(1)]);
});

test("an answer names what the service has, with references", () => {
  const tickets = { ...TICKETS, values: [hashOf(1), hashOf(2)] };
  const registered = [hashOf(2)];
  const references = { [hashOf(2)]: "AAAA" };
  assert.deepEqual(takenIn(tickets, { registered, references }), new Map([[hashOf(2), "AAAA"]]));
  assert.deepEqual(takenIn(tickets, { registered }), new Map([[hashOf(2), ""]])); // an older service
  assert.deepEqual(takenIn(tickets, { registered: [] }), new Map());
  const given = [{ number: 7, reference: "BBBB" }];
  assert.deepEqual(takenIn({ ...SLIPS, values: [7] }, { given }), new Map([[7, "BBBB"]]));
  for (const body of [null, {}, { registered: true }, { registered: [null] }, { given: [] }]) {
    assert.equal(takenIn(tickets, body), null);
  }
});

test("what was stored is read, and what is not ours is left out", () => {
  const queue = withoutRefused(
    [entry(1), entry(2), slip(3)].reduce(withEntry, EMPTY),
    TICKETS,
    [hashOf(2)],
    "late",
  );
  assert.deepEqual(readQueue(JSON.parse(JSON.stringify(queue))), queue);
  const wrong = [
    { start: "soon" },
    { start: null },
    { until: 1e300 },
    { hash: "no hash" },
    { hash: undefined },
    { hash: undefined, slip: "7" },
  ];
  const waiting = wrong.map((more) => entry(1, more));
  assert.deepEqual(readQueue({ waiting, lost: {} }), EMPTY);
  for (const stored of [null, 1, "x", [], {}]) assert.deepEqual(readQueue(stored), EMPTY);
});
