/* A QR symbol's modules, dark ones true, as SVG and in a picture. Black on white in every scheme. */
import { pictureOf, sideFor } from "./picture.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules

/**
 * [x, y, length] of every run of dark modules.
 * @param {boolean[][]} modules
 * @returns {[number, number, number][]}
 */
function runsOf(modules) {
  /** @type {[number, number, number][]} */
  const runs = [];
  modules.forEach((row, y) => {
    let x = 0;
    while (x < row.length) {
      let end = x;
      while (end < row.length && row[end] === row[x]) end += 1;
      if (row[x]) runs.push([x, y, end - x]);
      x = end;
    }
  });
  return runs;
}

/**
 * One SVG element, one unit a module; `quiet` modules of white around.
 * @param {boolean[][]} modules
 * @param {string} label
 * @param {number} [quiet]
 */
export function symbolSvg(modules, label, quiet = QUIET) {
  const size = modules.length + 2 * quiet;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${-quiet} ${-quiet} ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute(
    "d",
    runsOf(modules)
      .map(([x, y, n]) => `M${x} ${y}h${n}v1h-${n}z`)
      .join(""),
  );
  svg.append(path);
  return svg;
}

/**
 * Resolves to a PNG of the symbol, whole pixels a module, with a title and lines of [label, text].
 * @param {boolean[][]} modules
 * @param {string} title
 * @param {[string, string][]} lines
 */
export function symbolPicture(modules, title, lines) {
  const across = modules.length + 2 * QUIET;
  const side = sideFor(across);
  const pixels = side / across;
  return pictureOf(
    side,
    QUIET * pixels,
    (pen) => {
      for (const [x, y, length] of runsOf(modules)) {
        pen.fillRect((x + QUIET) * pixels, (y + QUIET) * pixels, length * pixels, pixels);
      }
    },
    title,
    lines,
  );
}
