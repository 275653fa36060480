/* A picture of a code to save: its symbol, with lines of text below. Black on white. */

const MIN_SIDE = 1000; // pixels of the symbol's side, at least

/**
 * A symbol's side in whole pixels for each of its modules.
 * @param {number} modules along a side, with its quiet zone
 */
export const sideFor = (modules) => modules * Math.ceil(MIN_SIDE / modules);

/**
 * A text in rows of at most that width.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} width
 */
function wrap(pen, text, width) {
  let row = "";
  const rows = [];
  for (const word of text.split(" ")) {
    const longer = row ? `${row} ${word}` : word;
    if (!row || pen.measureText(longer).width <= width) {
      row = longer;
    } else {
      rows.push(row);
      row = word;
    }
  }
  return [...rows, row];
}

/**
 * Resolves to a PNG of a symbol with a title and lines of [label, text] below. Rejects where the
 * browser makes none.
 * @param {number} side pixels of the symbol, with its quiet zone
 * @param {number} margin pixels that the text keeps from the sides
 * @param {(pen: CanvasRenderingContext2D) => void} drawSymbol draws it, from the corner on
 * @param {string} title
 * @param {[string, string][]} lines
 * @returns {Promise<Blob>}
 */
export function pictureOf(side, margin, drawSymbol, title, lines) {
  const small = Math.round(side / 30);
  const large = Math.round(side / 22);
  const family = getComputedStyle(document.body).fontFamily;
  const font = (/** @type {number} */ size, weight = 400) => `${weight} ${size}px ${family}`;
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const rows = [{ text: title, font: font(large, 700), step: large * 1.7 }];
  for (const [label, text] of lines) {
    rows.push({ text: label, font: font(small), step: small * 1.7 });
    pen.font = font(large, 600);
    for (const part of wrap(pen, text, side - 2 * margin)) {
      rows.push({ text: part, font: font(large, 600), step: large * 1.35 });
    }
  }
  canvas.width = side;
  canvas.height = Math.ceil(side + rows.reduce((sum, row) => sum + row.step, 0) + margin);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  drawSymbol(pen);
  pen.textBaseline = "bottom";
  pen.direction = document.documentElement.dir === "rtl" ? "rtl" : "ltr";
  const edge = pen.direction === "rtl" ? canvas.width - margin : margin;
  let y = side;
  for (const row of rows) {
    y += row.step;
    pen.font = row.font;
    // U+2068, U+2069: a code among right-to-left text keeps its own order
    pen.fillText(`\u2068${row.text}\u2069`, edge, y);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}
