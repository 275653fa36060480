#!/usr/bin/env node
/* Answers the cases of the conformance suite, one JSON object a line (see docs/verification.md). */
import { createInterface } from "node:readline";
import { check } from "./index.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { text, trust, now } = JSON.parse(line);
  console.log(JSON.stringify(await check(text, trust, now)));
}
