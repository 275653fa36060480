/* What a page says of the tickets that wait, in #waiting, and of those that are lost, in #lost. */
import { byId } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill } from "../lib/times.js";
import { forgetLost, keepSending, state } from "./sending.js";

/**
 * @typedef {object} Words
 * @property {string} waiting
 * @property {string} unkept
 * @property {string} untaken
 * @property {string} signed_out_waiting
 * @property {Record<string, Record<string, string>>} lost plural forms, by reason
 */

/** @param {Words} words */
function waitingText(words) {
  const { waiting: count, signal, isStored } = state();
  if (!count || signal === "good" || signal === "unknown") return "";
  if (signal === "signed_out") return fill(words.signed_out_waiting, { count });
  if (!isStored) return fill(words.unkept, { count });
  return fill(signal === "untaken" ? words.untaken : words.waiting, { count });
}

/**
 * Keeps sending, and says how that goes.
 * @param {() => void} [changed] is called as well whenever that may have changed
 */
export function showQueue(changed = () => {}) {
  /** @type {Words} */
  const words = JSON.parse(byId("queue").dataset.words ?? "{}");
  function show() {
    const lost = Object.entries(state().lost);
    const text = waitingText(words);
    if (byId("waiting").textContent !== text) byId("waiting").textContent = text;
    byId("lost").hidden = !lost.length;
    byId("lost-says").textContent = lost
      .map(([reason, count]) => plural(words.lost[reason] ?? words.lost.other ?? {}, count))
      .join(" ");
    changed();
  }
  byId("lost-read").addEventListener("click", forgetLost);
  keepSending(show);
  show();
}
