#!/usr/bin/env node
/* Answers the cases of the conformance suite, one JSON object a line (see docs/verification.md). */
import { createInterface } from "node:readline";
import { check, findCodes, opaqueHost, readSnapshot } from "./index.js";

/** @param {string} text */
function found(text) {
  const codes = findCodes(text).map(({ text: token, ...hosts }) => ({
    token,
    ...hosts,
  }));
  return { codes, opaque: opaqueHost(text) };
}

/**
 * @param {string} text
 * @param {Record<string, import("./verifier/trust-snapshot.js").TrustedIssuer>} trusted
 * @param {number} now
 */
async function becomesOf(text, trusted, now) {
  const read = await readSnapshot(text, new Map(Object.entries(trusted)), now);
  if ("refusal" in read) return read;
  const kids = (/** @type {any[]} */ entries) =>
    entries.map((entry) => entry?.kid).filter((kid) => typeof kid === "string");
  const { keys, revoked } = read.snapshot;
  return {
    accepted: { ...read.snapshot, keys: kids(keys), revoked: kids(revoked) },
  };
}

/** @param {any} asked */
function answerTo({ find, snapshot, text, trust, trusted, now }) {
  if (find !== undefined) return found(find);
  if (snapshot !== undefined) return becomesOf(snapshot, trusted, now);
  return check(text, trust, now);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answerTo(JSON.parse(line))));
}
