/* Slips to be marked as given: numbers to tick, at the door or all at once, with or without a signal. */
import { byId, element, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill } from "../lib/times.js";
import { endOf, givenRow, problem, withdraw, words as givenWords } from "./given-tickets.js";
import { ofOccurrence, withTicked } from "./known-slips.js";
import { enqueue, waitingSlips } from "./sending.js";
import { allSlips, replaceSlips } from "./slip-store.js";

/** @typedef {import("./known-slips.js").Slip} Slip */
/** @typedef {import("./windows.js").Window} Window */

/**
 * Returns what shows the slips of an occurrence, or none, and tells whether any can be marked now.
 * @param {string} meeting
 * @param {() => number} now
 * @param {any} words
 * @param {() => void} takenBack is called when one was taken back
 */
export function slipMarks(meeting, now, words, takenBack) {
  const form = byId("mark", "form");
  const status = byId("mark-says");
  const givenDetails = byId("slips-given", "details");
  /** @type {Window | null} */
  let shown = null;

  const slips = () => (shown ? ofOccurrence(allSlips(), meeting, shown.opens) : []);
  const isOpen = () => shown !== null && shown.opens <= now() && now() < shown.until;

  /**
   * @param {Slip} slip
   * @param {boolean} isMarked
   */
  function boxOf(slip, isMarked) {
    const box = element("input", "open");
    box.type = "checkbox";
    box.value = String(slip.number);
    box.checked = isMarked || slip.ticked;
    box.disabled = isMarked || !isOpen();
    box.addEventListener("change", () => {
      status.textContent = "";
      replaceSlips(withTicked(allSlips(), slip, box.checked));
    });
    return element("label", "", box, element("span", "", String(slip.number)));
  }

  /** @param {string} reference */
  async function takeBack(reference) {
    const says = find(givenDetails, "[role=status]");
    try {
      const begun = () => (says.textContent = givenWords.working);
      if (!(await withdraw([reference], begun))) return;
      says.textContent = plural(givenWords.withdrawn_count, 1);
      takenBack();
    } catch (error) {
      says.textContent = problem(error);
    }
    find(givenDetails, "summary").focus();
  }

  const rowOf = (/** @type {Slip} */ slip) =>
    givenRow(slip.number, slip.reference, endOf(slip) || (() => takeBack(slip.reference)));

  /** @param {Window | null} [window] the one to show from now on */
  function show(window = shown) {
    shown = window;
    const all = slips();
    byId("marking").hidden = !shown || !all.length;
    if (!shown || !all.length) return;
    const waiting = waitingSlips(meeting, shown.opens);
    const isMarked = (/** @type {Slip} */ slip) => slip.given || waiting.includes(slip.number);
    const focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
    const boxes = all.map((slip) => boxOf(slip, isMarked(slip)));
    const place = find(form, ".numbers");
    const number = place.contains(focused) ? focused?.value : undefined;
    place.replaceChildren(...boxes);
    find(place, `input[value="${number ?? 0}"]`)?.focus();
    byId("marking-when").textContent = shown.when;
    byId("marking-says").textContent = isOpen()
      ? fill(words.mark_lead, { until: shown.until_says })
      : fill(words.opens, { when: shown.when });
    const count = all.filter(isMarked).length;
    byId("marked").textContent = plural(words.marked, count, { total: all.length });
    find(form, "button").hidden = !isOpen() || count === all.length;
    const given = all.filter(({ reference }) => reference);
    givenDetails.hidden = !given.length;
    find(givenDetails, "ol").replaceChildren(...given.map(rowOf));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ticked = slips().filter((slip) => slip.ticked && !slip.given);
    if (!ticked.length || !shown) {
      status.textContent = words.none_ticked;
      return;
    }
    const { opens: start, until } = shown;
    const numbers = ticked.map(({ number }) => number);
    enqueue(...numbers.map((slip) => ({ meeting, start, until, slip })));
    replaceSlips(ticked.reduce((all, slip) => withTicked(all, slip, false), allSlips()));
  });

  return { show, isMarking: () => !byId("marking").hidden && !find(form, "button").hidden };
}
