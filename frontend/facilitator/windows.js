/* The windows in which tickets can be given, and the clock that they are read by. */

/**
 * In epoch seconds when it opens, until when it gives and until when it redeems; and its words, of
 * which `starts` is short enough for a list to choose from.
 * @typedef {object} Window
 * @property {number} opens
 * @property {number} until
 * @property {number} redeem_until
 * @property {string} starts
 * @property {string} when
 * @property {string} until_says
 * @property {string} redeem_says
 */

/**
 * Epoch seconds as the service counts them, where the page has just come from it; this device's
 * own for a page that was kept. `place` has data-now, and data-kept on a page that was kept.
 * @param {HTMLElement} place
 */
export function clockOf(place) {
  const ahead = "kept" in place.dataset ? 0 : Number(place.dataset.now) - Date.now() / 1000;
  return () => Date.now() / 1000 + ahead;
}

/**
 * The window that is open at `now`, of two the later, as the service has it; undefined for none.
 * @param {Window[]} windows
 * @param {number} now
 */
export const openAt = (windows, now) =>
  windows.filter(({ opens, until }) => opens <= now && now < until).pop();
