import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, momentAt, offsetName, timesIn } from "../lib/times.js";

const START = 1_795_140_000; // Fri 20 Nov 2026, 02:00 UTC
const english = {
  clock: "h",
  weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  midnight: "midnight",
  noon: "noon",
  am: "{time} am",
  pm: "{time} pm",
  range: "{since}–{until}",
  date: "{weekday} {day} {month} {year}",
  plain: "{day} {month} {year}",
  stated: "{day}, {time} ({offset})",
  when: "{day} {time}",
};
const { date, timeOfDay, timeRange } = timesIn(english);
const at = (/** @type {number} */ minutes) => momentAt(START + minutes * 60, -360); // from 8:00 pm

test("a date is of the offset, not of this device", () => {
  assert.equal(date(at(0), english.date), "Thu 19 Nov 2026");
  assert.equal(date(momentAt(START, 0), english.plain), "20 Nov 2026");
});

test("noon and midnight have names", () => {
  assert.equal(timeOfDay(at(0)), "8:00 pm");
  assert.equal(timeOfDay(at(240)), "midnight");
  assert.equal(timeOfDay(at(241)), "12:01 am");
  assert.equal(timeOfDay(at(960)), "noon");
});

test("a range says its half of the day once", () => {
  assert.equal(timeRange(at(0), at(90)), "8:00–9:30 pm");
  assert.equal(timeRange(at(180), at(270)), "11:00 pm–12:30 am");
  assert.equal(timeRange(at(150), at(240)), "10:30 pm–midnight");
  assert.equal(timeRange(at(0), at(1440)), "8:00 pm–8:00 pm");
});

test("a clock of 24 hours", () => {
  const german = { ...english, clock: "HH", am: "{time} Uhr", pm: "{time} Uhr" };
  assert.equal(timesIn(german).timeOfDay(at(241)), "00:01 Uhr");
  assert.equal(timesIn({ ...german, clock: "H" }).timeOfDay(at(241)), "0:01 Uhr");
  assert.equal(timesIn(german).timeOfDay(at(960)), "12:00 Uhr");
});

test("offsets have names", () => {
  assert.deepEqual([-360, 0, 345].map(offsetName), ["UTC-06:00", "UTC+00:00", "UTC+05:45"]);
});

test("a text is filled in", () => {
  assert.equal(fill("{a} of {b}, {a}", { a: 1, b: "two" }), "1 of two, 1");
});
