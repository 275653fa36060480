/* What was given of a meeting, by occurrence, in a fold-out of the list of meetings. */
import { button, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill, momentAt, timesIn } from "../lib/times.js";
import { givenOf, problem, withdraw, withdrawButton, words } from "./given-tickets.js";
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
 * The number that this phone gave it, in words; "" where another phone did.
 * @param {string} reference
 */
function numberOf(reference) {
  const found = allGiven().find((given) => given.reference === reference);
  return found ? fill(words.number, { number: found.number }) : "";
}

/**
 * Fills fold-outs whenever they are opened.
 * @param {Iterable<HTMLDetailsElement>} foldOuts each with data-meeting
 * @param {any} pageWords
 */
export function showGivenIn(foldOuts, pageWords) {
  const times = timesIn(pageWords);

  /** @param {Date} moment */
  function dateAndTime(moment) {
    return fill(pageWords.when, {
      day: times.date(moment, pageWords.date),
      time: times.timeOfDay(moment),
    });
  }

  /**
   * In the meeting's own offset; with its date where that is not the occurrence's.
   * @param {Ticket} ticket
   */
  function givenAt(ticket) {
    const offset = offsetIn(ticket.starts_at);
    const [givenTime, start] = [ticket.given_at, ticket.starts_at].map((iso) =>
      momentAt(Date.parse(iso) / 1000, offset),
    );
    const isSameDay = givenTime.getUTCDate() === start.getUTCDate();
    return isSameDay ? times.timeOfDay(givenTime) : dateAndTime(givenTime);
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
    const { reference } = ticket;
    const number = numberOf(reference);
    const about = element("span", "about", element("time", "", givenAt(ticket)));
    if (number) about.prepend(element("b", "", number), " ");
    const row = element("li", "", about, element("span", "reference", reference));
    row.append(
      ticket.withdrawn
        ? element("span", "quiet", words.withdrawn)
        : withdrawButton(reference, () => takeBack(details, [reference])),
    );
    return row;
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
    rows.append(...[...tickets].reverse().map((ticket) => rowOf(ticket, details)));
    /** @type {HTMLElement[]} */
    const group = [element("h3", "", dateAndTime(occurrence)), rows];
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
    try {
      const tickets = await givenOf(details.dataset.meeting ?? "");
      const starts = [...new Set(tickets.map(({ starts_at }) => starts_at))].reverse();
      const groups = starts.map((start) => tickets.filter(({ starts_at }) => starts_at === start));
      place.replaceChildren(...groups.flatMap((group) => groupOf(group, details)));
      status.textContent = text || (tickets.length ? "" : pageWords.none);
    } catch (error) {
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
