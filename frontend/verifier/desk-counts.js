/* What the desk counts of a sitting, and what its print says of when and where it was checked. */
import { byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill, momentAt } from "../lib/times.js";
import { seconds, templateOf, text, times, words } from "./desk-page.js";
import { isWarning, notesOf } from "./sitting.js";
import { totalsOf } from "./totals.js";

/** @typedef {import("./sitting.js").Sitting} Sitting */

const DAY_S = 86400;

/**
 * A new mark of an outcome.
 * @param {string} outcome
 */
export const markOf = (outcome) => find(templateOf(outcome).content, ".mark").cloneNode(true);

/**
 * "16 Jun to 27 Nov", with the years where they are not this one.
 * @param {number} first days since 1 January 1970
 * @param {number} last
 */
function daysInWords(first, last) {
  const days = [first, last].map((day) => momentAt(day * DAY_S, 0));
  const thisYear = new Date(seconds() * 1000).getFullYear();
  const isThisYear = days.every((day) => day.getUTCFullYear() === thisYear);
  const pattern = isThisYear ? words.day : words.plain;
  const [since = "", until = ""] = days.map((day) => times.date(day, pattern));
  return since === until ? since : fill(words.days, { since, until });
}

/**
 * Shows the totals, and of the print the label, and when and where these codes were checked.
 * @param {Sitting} sitting
 */
export function showTotals(sitting) {
  const totals = totalsOf(sitting.rows);
  byId("totals").textContent = totals
    ? plural(words.total, totals.count, {
        weeks: plural(words.weeks, totals.weeks),
        days: daysInWords(totals.first, totals.last),
      })
    : "";
  byId("case").textContent = [
    sitting.label && text("label.printed", { label: sitting.label }),
    sitting.isOnePerson && sitting.rows.length > 0 && text("one_person.printed"),
  ]
    .filter(Boolean)
    .join(" ");
  const checkedAt = Math.max(...sitting.rows.map(({ at }) => at));
  byId("checked-at").textContent = sitting.rows.length
    ? text("checked", { when: times.here(checkedAt), address: location.href.split("#")[0] ?? "" })
    : "";
}

/**
 * Shows how many codes had each outcome and each note; a code that came twice counts once.
 * @param {Sitting} sitting
 */
export function showCounts(sitting) {
  /** @type {Map<string, {codes: Set<string>, tone: string, label: string, mark: Node | string}>} */
  const counts = new Map();
  const count = (
    /** @type {import("./sitting.js").Row} */ row,
    /** @type {string} */ key,
    /** @type {string} */ tone,
    /** @type {string} */ label,
    /** @type {Node | string} */ mark,
  ) => {
    const counted = counts.get(key) ?? { codes: new Set(), tone, label, mark };
    counted.codes.add(row.found.attendance?.reference ?? `row ${row.number}`);
    counts.set(key, counted);
  };
  for (const row of sitting.rows) {
    const { outcome } = row.found;
    const { tone = "", count: label = "" } = templateOf(outcome).dataset;
    count(row, outcome, tone, label, markOf(outcome));
  }
  for (const row of sitting.rows) {
    for (const note of notesOf(row, sitting)) {
      const { kind } = note;
      if (kind !== "wrapped" && kind !== "listed") {
        count(row, kind, isWarning(note) ? "bad" : "", text(`count.${kind}`), "");
      }
    }
  }
  byId("counts").replaceChildren(
    ...[...counts.values()].map(({ codes, tone, label, mark }) =>
      element("li", tone, mark, element("b", "", `${codes.size}`), ` ${label}`),
    ),
  );
}
