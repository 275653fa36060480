/*
 * Adds what a link or pasted text carries: found in any wrapping, checked before it is kept, and
 * what is not kept said in the words of the check page.
 */
import { addressOf } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill } from "../lib/times.js";
import { withCodes } from "./attendances.js";
import { change, keptCodes, markDoubtful, replacing } from "./mine-list.js";
import { announce, data, seconds, words } from "./mine-page.js";
import { read } from "./read-code.js";
import { storeUnchecked, uncheckedTokens } from "./unchecked.js";

/** @typedef {import("./check-added.js").Examined} Examined */
/** @typedef {import("./read-code.js").Code} Code */

const KEPT = ["genuine", "expired", "not_yet_valid", "could_not_check"];

const sources = {
  keys: addressOf(data.keys ?? ""),
  withdrawals: addressOf(data.withdrawals ?? ""),
  ed25519: addressOf(data.ed25519 ?? ""),
  sample: data.sample ?? "",
  own: [location.host, new URL(data.code || location.href, location.href).host],
};

/**
 * The codes of a text, checked. Rejects where the checker cannot be had: no signal, and not stored.
 * @param {string} text
 * @returns {Promise<{codes: Examined[], opaque: string}>}
 */
async function examined(text) {
  const { examine } = await import(addressOf(data.checker ?? ""));
  return examine(text, sources, seconds());
}

/**
 * What is to be kept of some checked codes.
 * @param {Examined[]} codes
 * @returns {{codes: Code[], unchecked: Set<string>}} `unchecked`: tokens of those to check later
 */
function keepable(codes) {
  const kept = codes.filter(({ outcome }) => KEPT.includes(outcome));
  const unchecked = kept.filter(({ outcome }) => outcome === "could_not_check");
  return {
    codes: kept.flatMap(({ token }) => read(token) ?? []),
    unchecked: new Set(unchecked.map(({ token }) => token)),
  };
}

/**
 * Where links lead, if not here; that is said first, whatever the code is.
 * @param {Examined[]} codes
 * @returns {string[]}
 */
function linkWarnings(codes) {
  const lines = codes.flatMap(({ elsewhere, carrier }) => {
    if (elsewhere) return fill(words.elsewhere, { host: elsewhere, here: location.host });
    return carrier ? fill(words.wrapped, { host: carrier }) : [];
  });
  return [...new Set(lines)];
}

/**
 * An outcome in the words of the check page.
 * @param {string} outcome
 * @param {string} reason
 * @returns {string}
 */
const outcomeWords = (outcome, reason) =>
  words.outcomes[`${outcome}.${reason}`] ?? words.outcomes[outcome] ?? words.unread;

/**
 * Why codes were not kept, each reason once.
 * @param {Examined[]} codes
 * @returns {string[]}
 */
function refusals(codes) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { token, outcome, reason } of codes) {
    if (KEPT.includes(outcome) && read(token)) continue;
    const why = outcomeWords(outcome, reason);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => plural(words.notKept, count, { why }));
}

/**
 * What the list becomes with some checked codes. What could not be checked takes no other's place:
 * it waits.
 * @param {Examined[]} found
 */
function withFound(found) {
  const { codes, unchecked } = keepable(found);
  const kept = keptCodes();
  const tokens = new Map(kept.map((code) => [code.reference, code.token]));
  const waits = codes.filter(
    ({ reference, token }) =>
      unchecked.has(token) && tokens.has(reference) && tokens.get(reference) !== token,
  );
  const taken = codes.filter((code) => !waits.includes(code));
  return { ...withCodes(kept, taken), waits, known: codes.length > 0, unchecked };
}

/**
 * What is said of codes that were found: what is new, what took another's place, what is not kept.
 * @param {Examined[]} found
 * @param {ReturnType<typeof withFound>} result
 */
function saidOf(found, { fresh, replaced, waits, known }) {
  const lines = linkWarnings(found);
  if (fresh.length) lines.push(plural(words.added, fresh.length));
  if (replaced.length) lines.push(plural(words.replaced, replaced.length));
  if (waits.length) lines.push(words.waits);
  if (known && !fresh.length && !replaced.length && !waits.length) lines.push(words.known);
  return [...lines, ...refusals(found)];
}

/**
 * Adds what a link or pasted text carries, once it is checked; resolves to whether it was read.
 * @param {string} text
 */
export async function add(text) {
  announce(words.checking);
  const answer = await examined(text).catch(() => null);
  if (!answer) {
    announce(words.addFailed);
    return false;
  }
  const found = answer.codes;
  if (!found.length) {
    announce(answer.opaque ? fill(words.opaque, { host: answer.opaque }) : words.unread);
    return false;
  }
  const result = withFound(found);
  const { attendances, fresh, replaced, waits, unchecked } = result;
  const lines = saidOf(found, result);
  if (!fresh.length && !replaced.length) {
    announce(lines);
    return !waits.length;
  }
  if (fresh.some(({ token }) => unchecked.has(token))) lines.push(words.uncheckedSays);
  storeUnchecked([...uncheckedTokens(), ...unchecked]);
  const undo = replaced.length ? () => change(replacing(replaced), words.undone) : undefined;
  change(attendances, lines, undo);
  return true;
}

/** Checks those that could not be checked when they were added; what is in doubt stays marked. */
export async function checkLater() {
  const waiting = [...uncheckedTokens()];
  if (!waiting.length) return;
  const answer = await examined(waiting.join(" ")).catch(() => null);
  if (!answer) return;
  const good = keepable(answer.codes);
  const done = good.codes.filter(({ token }) => !good.unchecked.has(token));
  const isDone = new Set(done.map(({ token }) => token));
  storeUnchecked([...uncheckedTokens()].filter((token) => !isDone.has(token)));
  const doubtful = answer.codes.filter(
    ({ token, outcome }) => outcome !== "could_not_check" && !isDone.has(token),
  );
  markDoubtful(
    new Map(doubtful.map((code) => [code.token, outcomeWords(code.outcome, code.reason)])),
  );
}
