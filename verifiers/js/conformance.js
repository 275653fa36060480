#!/usr/bin/env node
/* Answers the cases of the conformance suite, one JSON object a line (see docs/verification.md). */
import { createInterface } from "node:readline";
import { check, findCodes, opaqueHost } from "./index.js";

/** @param {string} text */
function found(text) {
  const codes = findCodes(text).map(({ text: token, ...hosts }) => ({ token, ...hosts }));
  return { codes, opaque: opaqueHost(text) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { find, text, trust, now } = JSON.parse(line);
  const answer = find === undefined ? await check(text, trust, now) : found(find);
  console.log(JSON.stringify(answer));
}
