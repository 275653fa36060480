/* The list that the desk saves, on the vectors that the service's tables are held to too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { csvOf, escapeFormula, referencesIn } from "../verifier/csv.js";

const FILE = new URL("../../tests/vectors/formulas.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf-8"));

test("no cell is a formula, however a spreadsheet divides the line", () => {
  for (const { text, cell } of cases) {
    assert.equal(escapeFormula(text), cell, JSON.stringify(text));
    assert.equal(csvOf([[text]]), `\ufeff"${cell.replaceAll('"', '""')}"\r\n`);
  }
});

test("cells are quoted, and numbers stay numbers", () => {
  assert.equal(csvOf([["a", 'say "b"', 3, -3]]), '\ufeff"a","say ""b""","3","-3"\r\n');
});

test("references are found in what a spreadsheet made of a list", () => {
  const text = "Row;Reference\r\n1;UCQ2-FI5E-UWTK-PKFJ\r\n";
  const found = referencesIn(new TextEncoder().encode(text));
  assert.deepEqual([...found], ["UCQ2-FI5E-UWTK-PKFJ"]);
});
