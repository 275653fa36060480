/* The checker, on the vectors that the service's checker runs too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check } from "../verifier/check-code.js";

const FILE = new URL("../../tests/vectors/verification.json", import.meta.url);
const { cases, trust, now } = JSON.parse(readFileSync(FILE, "utf-8"));

test("every vector has its outcome", async () => {
  for (const { name, text, outcome, reason, attendance, ...more } of cases) {
    const found = await check(text, { ...trust, ...more.trust }, more.now ?? now);
    assert.deepEqual([found.outcome, found.reason], [outcome, reason], name);
    assert.deepEqual(found.attendance, attendance, name);
  }
});

test("the vectors reach all nine outcomes", () => {
  assert.equal(new Set(cases.map((/** @type {any} */ { outcome }) => outcome)).size, 9);
});
