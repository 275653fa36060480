import assert from "node:assert/strict";
import { test } from "node:test";

import { watch } from "../verifier/picture-reader.js";

/**
 * What is found by looks through a camera, each so many milliseconds after the one before.
 * @param {[number, string[]][]} looks that time and what is in view then
 */
async function foundBy(looks) {
  let now = 0;
  /** @type {string[]} */
  const found = [];
  const video = /** @type {any} */ ({ readyState: 2, play: async () => {} });
  const stream = { getTracks: () => [] };
  const mediaDevices = { getUserMedia: async () => stream };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  Object.defineProperty(performance, "now", { value: () => now, configurable: true });
  await new Promise((resolve, reject) => {
    const remaining = [...looks];
    const glance = async () => {
      const look = remaining.shift();
      if (!look) {
        resolve(null);
        return new Promise(() => {}); // the last look never ends
      }
      now += look[0];
      return look[1];
    };
    const reader = { glance, study: glance };
    const { signal } = new AbortController();
    watch(reader, video, (text) => found.push(text), reject, signal).catch(reject);
  });
  return found;
}

test("a code that stays in view is found once, however slow the device looks", async () => {
  assert.deepEqual(
    await foundBy([
      [100, ["a"]],
      [5000, ["a"]],
      [5000, ["a", "b"]],
      [5000, ["b"]],
    ]),
    ["a", "b"],
  );
});

test("a code that was away for a while counts as shown again, one that flickered does not", async () => {
  assert.deepEqual(
    await foundBy([
      [100, ["a"]],
      [200, []],
      [200, ["a"]],
      [200, []],
      [4000, ["a"]],
    ]),
    ["a", "a"],
  );
});
