/* A symbol's modules as SVG, and as a picture to save. Black on white in every colour scheme. */

const SVG = "http://www.w3.org/2000/svg";
const MIN_SIDE = 1000; // pixels of the picture's side, at least
const QUIET = 4; // modules

/** [x, y, length] of every run of dark modules. */
function runs(modules) {
  const found = [];
  modules.forEach((row, y) => {
    let x = 0;
    while (x < row.length) {
      let end = x;
      while (end < row.length && row[end] === row[x]) end += 1;
      if (row[x]) found.push([x, y, end - x]);
      x = end;
    }
  });
  return found;
}

/** One SVG element, one unit a module; `quiet` modules of white around. */
export function drawn(modules, label, quiet = QUIET) {
  const size = modules.length + 2 * quiet;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${-quiet} ${-quiet} ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", runs(modules).map(([x, y, n]) => `M${x} ${y}h${n}v1h-${n}z`).join(""));
  svg.append(path);
  return svg;
}

function wrapped(pen, text, width) {
  const rows = [""];
  for (const word of text.split(" ")) {
    const last = rows.length - 1;
    const longer = rows[last] ? `${rows[last]} ${word}` : word;
    if (pen.measureText(longer).width <= width) rows[last] = longer;
    else rows.push(word);
  }
  return rows;
}

/** A PNG of the symbol, whole pixels a module, with a title and lines of [label, text] below. */
export function picture(modules, title, lines) {
  const across = modules.length + 2 * QUIET;
  const pixels = Math.ceil(MIN_SIDE / across);
  const side = across * pixels;
  const margin = QUIET * pixels;
  const small = Math.round(side / 30);
  const large = Math.round(side / 22);
  const family = getComputedStyle(document.body).fontFamily;
  const font = (size, weight) => `${weight} ${size}px ${family}`;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const rows = [{ text: title, font: font(large, 700), step: large * 1.7 }];
  for (const [label, text] of lines) {
    rows.push({ text: label, font: font(small, 400), step: small * 1.7 });
    pen.font = font(large, 600);
    for (const part of wrapped(pen, text, side - 2 * margin)) {
      rows.push({ text: part, font: font(large, 600), step: large * 1.35 });
    }
  }
  canvas.width = side;
  canvas.height = Math.ceil(side + rows.reduce((sum, row) => sum + row.step, 0) + margin);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (const [x, y, length] of runs(modules)) {
    pen.fillRect((x + QUIET) * pixels, (y + QUIET) * pixels, length * pixels, pixels);
  }
  pen.textBaseline = "bottom";
  pen.direction = document.documentElement.dir || "ltr";
  const edge = pen.direction === "rtl" ? canvas.width - margin : margin;
  let y = side;
  for (const row of rows) {
    y += row.step;
    pen.font = row.font;
    // U+2068, U+2069: a code among right-to-left text keeps its own order
    pen.fillText(`\u2068${row.text}\u2069`, edge, y);
  }
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
  });
}
