import assert from "node:assert/strict";
import { test } from "node:test";
import { isDateOnly } from "../lib/date-only.js";

const MIDNIGHT = 1_794_895_200; // Tue 17 Nov 2026, 06:00 UTC: midnight at UTC-06:00
const code = {
  meetingId: "",
  start: MIDNIGHT,
  utcOffsetMin: -360,
  lengthMin: 1440,
  name: "",
  place: "",
};

test("the whole day of a code's own offset, without a meeting, is a date alone", () => {
  assert.ok(isDateOnly(code));
  assert.ok(isDateOnly({ ...code, start: MIDNIGHT - 6 * 3600 - 345 * 60, utcOffsetMin: 345 }));
});

test("anything else has its times", () => {
  const others = [
    { start: MIDNIGHT + 60 },
    { utcOffsetMin: -300 },
    { lengthMin: 1439 },
    { meetingId: "h7Qk2mXw" },
    { name: "All-day gathering" },
    { place: "Springfield, IL" },
  ];
  for (const other of others) assert.ok(!isDateOnly({ ...code, ...other }), JSON.stringify(other));
});
