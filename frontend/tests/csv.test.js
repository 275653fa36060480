import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, referencesIn } from "../verifier/csv.js";

const cell = (/** @type {string} */ text) => csvOf([[text]]).slice(2, -3);

test("no cell is a formula, however a spreadsheet divides the line", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell("  @SUM(1)"), "'  @SUM(1)");
  assert.equal(cell("Room 2;=1+1;"), "Room 2;'=1+1;");
  assert.equal(cell("Room 2\t＋1"), "Room 2\t'＋1");
  assert.equal(cell("a\r\n-1"), "a\r'\n'-1");
});

test("other text stays as it is", () => {
  for (const text of ["Tuesday Night", "12-step; 1=1", "UTC-06:00", "2026-11-17", ""]) {
    assert.equal(cell(text), text);
  }
  assert.equal(csvOf([["a", 'say "b"', 3]]), '\ufeff"a","say ""b""","3"\r\n');
});

test("references are found in what a spreadsheet made of a list", () => {
  const text = "Row;Reference\r\n1;UCQ2-FI5E-UWTK-PKFJ\r\n";
  const found = referencesIn(new TextEncoder().encode(text));
  assert.deepEqual([...found], ["UCQ2-FI5E-UWTK-PKFJ"]);
});
