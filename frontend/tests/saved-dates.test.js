/* Which of the stored dates of a saved meeting are said at a moment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meetingOf, nextDate } from "../finder/saved-meetings.js";

const DAY_S = 86_400;
const date = (/** @type {number} */ day, change = "", off = false) => ({
  end: day * DAY_S,
  when: `day ${day}`,
  change,
  off,
});
const saved = (/** @type {import("../finder/saved-meetings.js").ComingDate[]} */ ...dates) => ({
  id: "a",
  name: "A",
  when: "",
  where: "",
  dates,
});
const at = (/** @type {number} */ day) => day * DAY_S * 1000;

test("the first date that is not over and takes place is the next", () => {
  const meeting = saved(date(1), date(8), date(15));
  assert.equal(nextDate(meeting, at(0)).next?.when, "day 1");
  assert.equal(nextDate(meeting, at(1)).next?.when, "day 8");
  assert.equal(nextDate(meeting, at(15)).next, undefined);
});

test("a cancelled date is passed over, and told until it is over", () => {
  const meeting = saved(date(1, "Cancelled: day 1", true), date(8), date(22, "far off", true));
  const { next, changed } = nextDate(meeting, at(0));
  assert.equal(next?.when, "day 8");
  assert.deepEqual(
    changed.map(({ change }) => change),
    ["Cancelled: day 1"],
  );
  assert.deepEqual(nextDate(meeting, at(1)).changed, []);
});

test("what was saved before dates were has none", () => {
  const { next, changed } = nextDate({ id: "a", name: "A", when: "", where: "" }, 0);
  assert.equal(next, undefined);
  assert.deepEqual(changed, []);
});

test("a page's button says what is saved", () => {
  const dates = [date(1)];
  const button = { id: "a", name: "A", when: "Every day", where: "", dates: JSON.stringify(dates) };
  const meeting = meetingOf(/** @type {DOMStringMap} */ (button));
  assert.deepEqual(meeting.dates, dates);
  assert.ok(meeting.asOf);
});
