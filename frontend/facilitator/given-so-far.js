/* What was given of a meeting, by occurrence, in a fold-out of the list of meetings. */
import { button, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill, momentAt, timesIn } from "../lib/times.js";
import { endOf, givenOf, givenRow, problem, withdraw, words } from "./given-tickets.js";
import { allGiven } from "./numbers.js";

/** @typedef {import("./given-tickets.js").Ticket} Ticket */

/**
 * The offset of an ISO 8601 time, in minutes.
 * @param {string} iso
 */
function offsetIn(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? ["", "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * The number that this phone gave it; undefined where another phone did.
 * @param {string} reference
 */
const numberOf = (reference) => allGiven().find((given) => given.reference === reference)?.number;

/**
 * The last that this phone gave first, then slips by their numbers, then those of other phones.
 * @param {Ticket[]} tickets
 */
function byNumber(tickets) {
  const place = (/** @type {Ticket} */ { reference, slip }) =>
    slip ? -slip : (numberOf(reference) ?? -Infinity);
  return [...tickets].reverse().sort((one, other) => place(other) - place(one) || 0);
}

/**
 * Fills fold-outs whenever they are opened.
 * @param {Iterable<HTMLDetailsElement>} foldOuts each with data-meeting
 * @param {any} pageWords
 */
export function showGivenIn(foldOuts, pageWords) {
  const times = timesIn(pageWords);
  /** What each asked for last: an older answer is not shown. @type {WeakMap<Element, unknown>} */
  const asked = new WeakMap();

  /** @param {Date} moment */
  function dateAndTime(moment) {
    return fill(pageWords.when, {
      day: times.date(moment, pageWords.date),
      time: times.timeOfDay(moment),
    });
  }

  /**
   * @param {HTMLDetailsElement} details
   * @param {string[]} references
   */
  async function takeBack(details, references) {
    const status = find(details, "[role=status]");
    let text = plural(words.withdrawn_count, references.length);
    try {
      const begun = () => (status.textContent = words.working);
      if (!(await withdraw(references, begun))) return;
    } catch (error) {
      text = problem(error);
    }
    await show(details, text);
    find(details, "summary").focus();
  }

  /**
   * @param {Ticket} ticket
   * @param {HTMLDetailsElement} details
   */
  function rowOf(ticket, details) {
    const { reference, slip } = ticket;
    const action = endOf(ticket) || (() => takeBack(details, [reference]));
    if (slip) return givenRow(slip, reference, action, pageWords.slip);
    return givenRow(numberOf(reference), reference, action);
  }

  /**
   * What to do about those whose key was revoked.
   * @param {HTMLDetailsElement} details
   */
  function revokedNote(details) {
    const note = element("p", "note", pageWords.revoked_says);
    const give = details.closest("li")?.querySelector(".now:not([hidden]) a");
    if (!(give instanceof HTMLAnchorElement)) return note;
    const link = element("a", "", pageWords.give_new);
    link.href = give.href;
    note.append(" ", link);
    return note;
  }

  /**
   * Those of one occurrence.
   * @param {Ticket[]} tickets
   * @param {HTMLDetailsElement} details
   */
  function groupOf(tickets, details) {
    const { starts_at: start } = tickets[0];
    const occurrence = momentAt(Date.parse(start) / 1000, offsetIn(start));
    const rows = element("ol");
    rows.append(...byNumber(tickets).map((ticket) => rowOf(ticket, details)));
    /** @type {HTMLElement[]} */
    const group = [element("h3", "", dateAndTime(occurrence)), rows];
    if (tickets.some(({ revoked }) => revoked)) group.splice(1, 0, revokedNote(details));
    const left = tickets.filter(({ withdrawn }) => !withdrawn).map(({ reference }) => reference);
    if (left.length > 1) {
      const all = button("", fill(pageWords.withdraw_all, { count: left.length }));
      all.addEventListener("click", () => takeBack(details, left));
      group.push(all);
    }
    return group;
  }

  /**
   * @param {HTMLDetailsElement} details
   * @param {string} [text] what to say, where something was done
   */
  async function show(details, text = "") {
    const status = find(details, "[role=status]");
    const place = find(details, "div");
    if (!text) status.textContent = words.working;
    const answer = givenOf(details.dataset.meeting ?? "");
    asked.set(details, answer);
    const isOlder = () => asked.get(details) !== answer;
    try {
      const tickets = await answer;
      if (isOlder()) return;
      const starts = [...new Set(tickets.map(({ starts_at }) => starts_at))].reverse();
      const groups = starts.map((start) => tickets.filter(({ starts_at }) => starts_at === start));
      place.replaceChildren(...groups.flatMap((group) => groupOf(group, details)));
      status.textContent = text || (tickets.length ? "" : pageWords.none);
    } catch (error) {
      if (isOlder()) return;
      place.replaceChildren();
      status.textContent = problem(error);
    }
  }

  for (const details of foldOuts) {
    details.hidden = false;
    details.addEventListener("toggle", () => {
      if (details.open) show(details);
    });
  }
}
