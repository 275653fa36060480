/* What the check page and the checking desk show alike: a code's facts, and how old the lists are. */
import { isDateOnly } from "../lib/date-only.js";
import { byId, find } from "../lib/page.js";
import { fill, momentAt, offsetHere } from "../lib/times.js";

/** @typedef {ReturnType<typeof import("../lib/times.js").timesIn>} Times */
/** @typedef {import("../lib/times.js").TimeWords & {leftOut: string, dateOnly: string}} Words */

/**
 * Shows one fact; text is never read as HTML.
 * @param {string} name
 * @param {...(Node | string)} parts
 */
function showFact(name, ...parts) {
  const place = byId(`fact-${name}`);
  place.hidden = !parts[0];
  find(place, "bdi").replaceChildren(...parts);
}

/**
 * Shows what a code says. For nothing, nothing of the last one stays in the page, not even hidden.
 * @param {import("./check-code.js").Attendance | undefined} attendance
 * @param {Words} words
 * @param {Times} times in these words
 * @param {import("./trust-list.js").Issuer} [issuer] whose code it is, where that is to be said
 */
export function showFacts(attendance, words, times, issuer) {
  byId("facts").hidden = !attendance;
  const listing = byId("listing", "a");
  listing.hidden = !attendance?.meetingId;
  listing.dataset.own ??= listing.getAttribute("href") ?? "";
  const listings = issuer?.address ? `${issuer.address}/meetings/` : listing.dataset.own;
  listing.href = listings + (attendance?.meetingId ?? "");
  for (const shown of byId("facts").querySelectorAll("bdi")) shown.textContent = "";
  if (!attendance) return;
  const { start, lengthMin, utcOffsetMin, expiresAt } = attendance;
  const isDate = isDateOnly(attendance);
  const whole = (/** @type {number} */ offset) =>
    isDate ? [] : times.whole(start, lengthMin, offset);
  showFact("meeting", attendance.name || (isDate ? words.dateOnly : words.leftOut));
  showFact("place", attendance.place);
  showFact("date", isDate ? times.date(momentAt(start, utcOffsetMin), words.date) : "");
  showFact("listed", ...whole(utcOffsetMin));
  showFact("here", ...whole(offsetHere(start)));
  showFact("reference", attendance.reference);
  showFact("issuer", issuer?.name ?? "");
  showFact("hand_in", times.date(momentAt(expiresAt, utcOffsetMin), words.plain));
}

/**
 * Says when the lists were fetched.
 * @param {Omit<import("./check-code.js").Trust, "sample">} lists
 * @param {Times} times
 */
export function showLists(lists, times) {
  const line = byId("lists");
  const { text = "", never = "" } = line.dataset;
  const inWords = (/** @type {number | null} */ epoch) =>
    epoch === null ? never : times.here(epoch);
  line.textContent = fill(text, {
    keys: inWords(lists.keysFetchedAt),
    withdrawals: inWords(lists.withdrawalsFetchedAt),
  });
}
