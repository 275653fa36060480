import assert from "node:assert/strict";
import { test } from "node:test";
import { symbolWidth } from "../facilitator/symbol-size.js";

test("a symbol is as wide as its place allows by whole pixels of the screen a module", () => {
  assert.equal(symbolWidth(37, 320, 1), 296);
  assert.equal(symbolWidth(37, 320, 2), 314.5);
  assert.equal(symbolWidth(37, 370, 1), 370);
  assert.equal(symbolWidth(37, 20, 1), 20);
});
