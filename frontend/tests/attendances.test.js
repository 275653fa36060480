import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { referenceIn } from "../lib/code-format.js";
import { attendancesOf, showingForm, tokensOf, withCodes } from "../participant/attendances.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../tests/vectors/verification.json", import.meta.url), "utf-8"),
);

/**
 * @param {string} token
 * @param {string} reference
 */
const code = (token, reference) => ({
  token,
  meetingId: "",
  reference,
  expiresAt: 0,
  start: 0,
  utcOffsetMin: 0,
  lengthMin: 90,
  name: "",
  place: "",
});
const tokens = (/** @type {{token: string}[]} */ some) => some.map(({ token }) => token);

test("the reference of a code is read off its place, as a checker reads it", () => {
  const genuine = vectors.cases.filter((/** @type {any} */ each) => each.attendance);
  assert.ok(genuine.length > 10);
  let read = 0;
  for (const { text, attendance } of genuine) {
    const reference = referenceIn(text.trim().split("#").pop().toUpperCase());
    assert.ok(reference === attendance.reference || reference === "", text);
    if (reference) read += 1;
  }
  assert.ok(read > genuine.length / 2);
  assert.equal(referenceIn("K7QX2"), "");
  assert.equal(referenceIn(""), "");
});

test("forms of one attendance are one entry, which shows the one that was kept last", () => {
  const entries = attendancesOf([code("A1", "A"), code("B1", "B"), code("A2", "A")]);
  assert.deepEqual(tokens(entries), ["A2", "B1"]);
  assert.deepEqual(tokensOf(entries), ["A1", "A2", "B1"]);
});

test("a form that is added takes the place of the other one", () => {
  const before = attendancesOf([code("A1", "A"), code("B1", "B")]);
  const { attendances, fresh, replaced } = withCodes(before, [code("A2", "A"), code("C1", "C")]);
  assert.deepEqual(tokensOf(attendances), ["A2", "B1", "C1"]);
  assert.deepEqual(tokens(fresh), ["C1"]);
  assert.deepEqual(tokens(replaced), ["A1"]);
});

test("what is here already changes nothing", () => {
  const before = attendancesOf([code("A1", "A")]);
  const { attendances, fresh, replaced } = withCodes(before, [code("A1", "A")]);
  assert.deepEqual(attendances, before);
  assert.deepEqual([fresh, replaced], [[], []]);
});

test("another form of an entry can be shown, and none is lost", () => {
  const [entry] = attendancesOf([code("A1", "A"), code("A2", "A")]);
  assert.ok(entry);
  const shown = showingForm(entry, "A1");
  assert.equal(shown.token, "A1");
  assert.deepEqual(tokensOf([shown]), ["A2", "A1"]);
  assert.equal(showingForm(entry, "none"), entry);
});
