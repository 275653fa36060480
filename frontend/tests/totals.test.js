import assert from "node:assert/strict";
import { test } from "node:test";
import { relatedTo } from "../verifier/same-attendance.js";
import { totalsOf } from "../verifier/totals.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const MONDAY = 1_781_481_600; // Mon 15 Jun 2026, 00:00 UTC
let made = 0;

/**
 * A row of a sitting with a code of a reference of its own.
 * @param {number} start
 * @param {Partial<import("../verifier/check-code.js").Attendance>} [more]
 * @param {string} [outcome]
 */
function rowOf(start, more = {}, outcome = "genuine") {
  made += 1;
  const attendance = {
    meetingId: "h7Qk2mXw",
    start,
    utcOffsetMin: 0,
    lengthMin: 60,
    name: "Tuesday Night",
    place: "",
    reference: `REF-${made}`,
    issuedAt: start + HOUR,
    expiresAt: start + 180 * DAY,
    ...more,
  };
  return { number: made, text: `TOKEN${made}`, found: { outcome, attendance } };
}

/**
 * @param {number} day
 * @param {number} [utcOffsetMin]
 */
const dateAlone = (day, utcOffsetMin = 0) =>
  rowOf(MONDAY + day * DAY - utcOffsetMin * 60, {
    utcOffsetMin,
    lengthMin: 1440,
    meetingId: "",
    name: "",
  });

const none = { twice: [], forms: [], overlaps: [], date: [] };

test("weeks are Monday to Sunday by each code's own date", () => {
  const sunday = MONDAY + 6 * DAY + 23 * HOUR;
  const both = [rowOf(MONDAY), rowOf(sunday)];
  assert.equal(totalsOf(both)?.weeks, 1);
  assert.equal(totalsOf([...both, rowOf(sunday + HOUR)])?.weeks, 2);
  // the same moment is Sunday evening in Chicago and Monday in Sydney
  assert.equal(totalsOf([rowOf(MONDAY + HOUR, { utcOffsetMin: -300 })])?.first, MONDAY / DAY - 1);
  const apart = [rowOf(sunday, { utcOffsetMin: -300 }), rowOf(sunday, { utcOffsetMin: 600 })];
  assert.equal(totalsOf(apart)?.weeks, 2);
});

test("a code is counted by its reference, and only a genuine one", () => {
  const first = rowOf(MONDAY);
  const { reference } = first.found.attendance;
  const rows = [
    first,
    rowOf(MONDAY, { reference }),
    rowOf(MONDAY + 8 * DAY),
    ...["expired", "withdrawn", "sample", "not_yet_valid", "could_not_check"].map((outcome) =>
      rowOf(MONDAY + 30 * DAY, {}, outcome),
    ),
    { number: 99, text: "X", found: { outcome: "not_genuine" } },
  ];
  assert.deepEqual(totalsOf(rows), {
    count: 2,
    weeks: 2,
    first: MONDAY / DAY,
    last: MONDAY / DAY + 8,
  });
  assert.equal(totalsOf([]), null);
  assert.equal(totalsOf(rows.slice(3)), null);
});

test("a date alone is counted on its own day", () => {
  assert.equal(totalsOf([dateAlone(2, -600)])?.first, MONDAY / DAY + 2);
  assert.equal(totalsOf([dateAlone(2, 720)])?.first, MONDAY / DAY + 2);
});

test("the same code and another form of it are told apart", () => {
  const one = rowOf(MONDAY);
  const again = { ...one, number: 100, text: one.text.toLowerCase() };
  const form = rowOf(MONDAY, { reference: one.found.attendance.reference });
  const rows = [one, again, form, rowOf(MONDAY + DAY)];
  assert.deepEqual(relatedTo(one, rows, false), { ...none, twice: [100], forms: [form.number] });
  const practice = { ...one, number: 101, found: { ...one.found, outcome: "sample" } };
  assert.deepEqual(relatedTo(one, [one, practice], false), none);
});

test("times that meet are marked for one person only, and only between genuine codes", () => {
  const one = rowOf(MONDAY, { lengthMin: 90 });
  const during = rowOf(MONDAY + HOUR);
  const after = rowOf(MONDAY + 90 * 60);
  const elsewhere = rowOf(MONDAY + HOUR, { utcOffsetMin: 330 });
  const expired = rowOf(MONDAY, {}, "expired");
  const rows = [one, during, after, elsewhere, expired];
  assert.deepEqual(relatedTo(one, rows, false), none);
  const { overlaps } = relatedTo(one, rows, true);
  assert.deepEqual(overlaps, [during.number, elsewhere.number]);
  assert.deepEqual(relatedTo(expired, rows, true), none);
});

test("dates alone overlap nothing and share a date", () => {
  const [one, two, later] = [dateAlone(3), dateAlone(3, -360), dateAlone(4)];
  const timed = rowOf(MONDAY + 3 * DAY + HOUR);
  const rows = [one, two, later, timed];
  assert.deepEqual(relatedTo(one, rows, true), { ...none, date: [two.number] });
  assert.deepEqual(relatedTo(one, rows, false), none);
  assert.deepEqual(relatedTo(timed, rows, true), none);
});
