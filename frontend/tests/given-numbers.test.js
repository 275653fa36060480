import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ofOccurrence,
  readGiven,
  remaining,
  withNext,
  without,
  withReferences,
  withWithdrawn,
} from "../facilitator/given-numbers.js";

const NOW = 1_772_668_800;
const ticket = (/** @type {string} */ hash, more = {}) => ({
  meeting: "one",
  hash,
  start: NOW,
  until: NOW + 3 * 86_400,
  ...more,
});
const given = () => ["a", "b", "c"].map((hash) => ticket(hash)).reduce(withNext, []);
const numbers = (/** @type {{number: number}[]} */ all) => all.map(({ number }) => number);

test("each occurrence counts from one on, and no number comes again", () => {
  const later = withNext(given(), ticket("d", { start: NOW + 7 * 86_400 }));
  assert.deepEqual(numbers(later), [1, 2, 3, 1]);
  assert.deepEqual(numbers(ofOccurrence(later, "one", NOW)), [1, 2, 3]);
  assert.deepEqual(numbers(withNext(without(given(), ["a"]), ticket("d"))), [2, 3, 4]);
});

test("a reference comes when the service has it, and one that was taken back counts no more", () => {
  const sent = withReferences(given(), new Map([["b", "REF"]]));
  assert.deepEqual(
    sent.map(({ reference }) => reference),
    ["", "REF", ""],
  );
  const back = withWithdrawn(sent, ["REF"]);
  assert.deepEqual(numbers(remaining(back)), [1, 3]);
  assert.equal(back.length, 3);
});

test("what can't be redeemed any more, or is not ours, is not read", () => {
  const all = given();
  assert.deepEqual(readGiven(JSON.parse(JSON.stringify(all)), NOW), all);
  assert.deepEqual(readGiven(all, NOW + 3 * 86_400), []);
  const wrong = [null, 1, "x", {}, { ...all[0], number: "1" }, { ...all[0], until: null }];
  assert.deepEqual(readGiven(wrong, NOW), []);
  for (const stored of [null, 1, "x", {}]) assert.deepEqual(readGiven(stored, NOW), []);
});
