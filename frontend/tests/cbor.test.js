import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCbor, decodeExact, Malformed, Tagged } from "../lib/cbor.js";

const bytes = (/** @type {string} */ hex) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * Examples of RFC 8949, appendix A.
 * @type {[string, unknown][]}
 */
const EXACT = [
  ["00", 0],
  ["17", 23],
  ["1818", 24],
  ["1b000000e8d4a51000", 1_000_000_000_000],
  ["1bffffffffffffffff", 18_446_744_073_709_551_615n],
  ["3bffffffffffffffff", -18_446_744_073_709_551_616n],
  ["3903e7", -1000],
  ["4401020304", Uint8Array.of(1, 2, 3, 4)],
  ["62c3bc", "ü"],
  ["8301820203820405", [1, [2, 3], [4, 5]]],
  [
    "a201020304",
    new Map([
      [1, 2],
      [3, 4],
    ]),
  ],
  ["c11a514b67b0", new Tagged(1, 1_363_896_240)],
];

test("what is deterministic", () => {
  for (const [hex, value] of EXACT) {
    assert.deepEqual(decodeCbor(bytes(hex)), { value, deterministic: true }, hex);
    assert.deepEqual(decodeExact(bytes(hex)), value, hex);
  }
});

test("what is well-formed and not deterministic", () => {
  const longer = ["1817", "190017", "5817".padEnd(50, "0"), "a203040102", "a201020103"];
  for (const hex of [...longer, "61ff", "fb3ff0000000000000"]) {
    assert.equal(decodeCbor(bytes(hex)).deterministic, false, hex);
    assert.equal(decodeExact(bytes(hex)), null, hex);
  }
});

test("what is malformed", () => {
  const deep = `${"81".repeat(8)}00`;
  for (const hex of ["", "18", "0000", "1c", "5f41ff", "9fff", "f800", "4401", "8201", deep]) {
    assert.throws(() => decodeCbor(bytes(hex)), Malformed, hex);
    assert.equal(decodeExact(bytes(hex)), null, hex);
  }
  assert.deepEqual(decodeExact(bytes(`${"81".repeat(7)}00`)), [[[[[[[0]]]]]]]);
});
