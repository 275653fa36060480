/* The reader of snapshots, on the vectors that the service's reader runs too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readSnapshot } from "../verifier/trust-snapshot.js";

const FILE = new URL("../../tests/vectors/snapshot.json", import.meta.url);
const { cases, trusted, now } = JSON.parse(readFileSync(FILE, "utf-8"));
const kidsOf = (/** @type {any[]} */ entries) =>
  entries.filter((entry) => entry?.kid).map(({ kid }) => kid);

test("of every vector becomes what it says", async () => {
  for (const { name, text, refusal, accepted, ...more } of cases) {
    const issuers = new Map(Object.entries(more.trusted ?? trusted));
    const found = await readSnapshot(text, /** @type {any} */ (issuers), more.now ?? now);
    if ("refusal" in found) {
      assert.equal(found.refusal, refusal, name);
      continue;
    }
    const { snapshot } = found;
    const [keys, revoked] = [snapshot.keys, snapshot.revoked].map(kidsOf);
    assert.deepEqual({ ...snapshot, keys, revoked }, accepted, name);
  }
});

test("the vectors come to every refusal", () => {
  const refusals = new Set(cases.map((/** @type {any} */ { refusal }) => refusal));
  assert.equal(refusals.size, 9);
});
