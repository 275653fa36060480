import assert from "node:assert/strict";
import { test } from "node:test";
import {
  freeNumbers,
  ofOccurrence,
  readSlips,
  withGiven,
  withListed,
  withTicked,
} from "../facilitator/known-slips.js";

const START = 1_772_668_800; // 2026-03-05, 00:00 UTC
const UNTIL = START + 4 * 86_400;
const SAID = { when: "", starts: "", until_says: "", redeem_says: "" };
const WINDOWS = [{ opens: START, until: START, redeem_until: UNTIL, ...SAID }];
const listed = (/** @type {number} */ number, more = {}) => ({
  starts_at: "2026-03-04T18:00:00-06:00",
  number,
  given: false,
  reference: null,
  ...more,
});
const TICKETS = [
  { reference: "ABCD", withdrawn: false, revoked: false },
  { reference: "WXYZ", withdrawn: true, revoked: true },
];
const slips = (/** @type {any[]} */ ...found) => withListed([], "one", WINDOWS, found, TICKETS);
const numbers = (/** @type {{number: number}[]} */ all) => all.map(({ number }) => number);

test("the service's list is taken over, of the times that the page knows", () => {
  const later = listed(3, { starts_at: "2026-03-12T18:00:00-06:00" });
  const given = { given: true, reference: "ABCD" };
  const all = slips(listed(2, given), listed(1), listed(4, { ...given, reference: "WXYZ" }), later);
  const found = ofOccurrence(all, "one", START);
  assert.deepEqual(numbers(found), [1, 2, 4]);
  assert.deepEqual(
    found.map((slip) => [slip.given, slip.reference, slip.withdrawn, slip.revoked]),
    [
      [false, "", false, false],
      [true, "ABCD", false, false],
      [true, "WXYZ", true, true],
    ],
  );
  assert.equal(all.length, 3);
});

test("what is ticked stays ticked until it is marked, and other meetings' slips stay", () => {
  const all = slips(listed(1), listed(2));
  const [first, second] = all;
  assert.ok(first && second);
  const ticked = [first, second].reduce((list, slip) => withTicked(list, slip, true), all);
  const other = { ...first, meeting: "two" };
  const again = withListed(
    [...ticked, other],
    "one",
    WINDOWS,
    [listed(1), listed(2, { given: true, reference: "R" })],
    [],
  );
  assert.deepEqual(
    ofOccurrence(again, "one", START).map((slip) => slip.ticked),
    [true, false],
  );
  assert.equal(ofOccurrence(again, "two", START).length, 1);
  const marked = withGiven(again, "one", START, new Map([[1, "ABCD"]]));
  const [done] = ofOccurrence(marked, "one", START);
  assert.deepEqual([done?.given, done?.ticked, done?.reference], [true, false, "ABCD"]);
  // an answer that was under way when it was marked
  const late = withListed(marked, "one", WINDOWS, [listed(1)], TICKETS);
  const [still] = ofOccurrence(late, "one", START);
  assert.deepEqual([still?.given, still?.ticked, still?.reference], [true, false, "ABCD"]);
  assert.equal(ofOccurrence(withListed(marked, "one", WINDOWS, [], []), "one", START).length, 0);
});

test("more slips take the lowest numbers that are free", () => {
  const used = slips(listed(1), listed(3));
  assert.deepEqual(freeNumbers(used, 3, 30), [2, 4, 5]);
  assert.deepEqual(freeNumbers(used, 30, 5), [2, 4, 5]);
  assert.deepEqual(freeNumbers(used, 3, 3), [2]);
  assert.deepEqual(freeNumbers(used, 3, 1), []);
});

test("what is over, or is not ours, is not read", () => {
  const all = slips(listed(1));
  assert.deepEqual(readSlips(JSON.parse(JSON.stringify(all)), START), all);
  assert.deepEqual(readSlips(all, UNTIL), []);
  for (const stored of [null, 1, "x", {}, [null, 1, {}]]) {
    assert.deepEqual(readSlips(stored, START), []);
  }
});
