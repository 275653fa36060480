/* How large a symbol is on the screen: as wide as its place, by whole pixels a module. */

/**
 * The width in CSS pixels of a symbol on a screen.
 * @param {number} modules along a side, with the quiet zone
 * @param {number} available CSS pixels
 * @param {number} density pixels of the screen for each CSS pixel
 */
export function symbolWidth(modules, available, density) {
  const pixels = Math.floor((available * density) / modules);
  return pixels < 1 ? available : (pixels * modules) / density;
}

/**
 * Gives the symbol in a place that width; no wider than the window is high, to be seen whole.
 * @param {HTMLElement} place
 */
export function fitSymbol(place) {
  const svg = place.querySelector("svg");
  if (!svg) return;
  const available = Math.min(place.clientWidth, window.innerHeight);
  const width = symbolWidth(svg.viewBox.baseVal.width, available, window.devicePixelRatio);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(width));
}
