import assert from "node:assert/strict";
import { test } from "node:test";
import { plural } from "../lib/plurals.js";

test("a text is that of its number, in the language", () => {
  const english = { one: "{count} code", other: "{count} codes" };
  const texts = [0, 1, 2].map((count) => plural(english, count, {}, "en"));
  assert.deepEqual(texts, ["0 codes", "1 code", "2 codes"]);
  assert.equal(plural({ one: "{count} jour", other: "{count} jours" }, 0, {}, "fr"), "0 jour");
  const arabic = { zero: "0", one: "1", two: "2", few: "few", many: "many", other: "other" };
  const found = [0, 1, 2, 3, 11, 100].map((count) => plural(arabic, count, {}, "ar"));
  assert.deepEqual(found, ["0", "1", "2", "few", "many", "other"]);
});

test("a number without a form has that of the others", () => {
  assert.equal(plural({ other: "{count} von {total}" }, 1, { total: 2 }, "de"), "1 von 2");
});
