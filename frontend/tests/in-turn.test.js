import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "../lib/in-turn.js";

test("what was asked for first is done first, whatever becomes of it", async () => {
  const soon = inTurn();
  /** @type {string[]} */
  const done = [];
  let fail = () => {};
  const first = soon(
    () =>
      new Promise((_, reject) => {
        fail = () => {
          done.push("first");
          reject(new Error("no signal"));
        };
      }),
  );
  const second = soon(async () => {
    done.push("second");
  });
  await Promise.resolve();
  fail();
  await assert.rejects(first, /no signal/);
  await second;
  assert.deepEqual(done, ["first", "second"]);
});
