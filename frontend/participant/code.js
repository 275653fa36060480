// Save picture and copy link. Everything stays on this device.
(() => {
  const MIN_SIDE = 1000; // pixels of the symbol's side, at least
  const byId = (id) => document.getElementById(id);

  // What the picture says under the symbol: [label, value] of each line of the page's list.
  const lines = () =>
    [...byId("lines").querySelectorAll("dt")].map((label) => [
      label.textContent,
      label.nextElementSibling.textContent,
    ]);

  function wrapped(pen, text, width) {
    const rows = [""];
    for (const word of text.split(" ")) {
      const longer = rows[rows.length - 1] ? `${rows[rows.length - 1]} ${word}` : word;
      if (pen.measureText(longer).width <= width) rows[rows.length - 1] = longer;
      else rows.push(word);
    }
    return rows;
  }

  async function picture() {
    const svg = byId("qr").querySelector("svg").cloneNode(true);
    const modules = Math.ceil(svg.viewBox.baseVal.width);
    const side = modules * Math.ceil(MIN_SIDE / modules); // whole pixels per module
    svg.setAttribute("width", side);
    svg.setAttribute("height", side);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const symbol = new Image();
    const text = new XMLSerializer().serializeToString(svg);
    symbol.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await symbol.decode();

    const margin = (4 * side) / modules; // flush with the symbol, whose quiet zone is four modules
    const small = Math.round(side / 30);
    const large = Math.round(side / 22);
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    const font = (size, weight = 400) => `${weight} ${size}px ${family}`;
    const title = document.querySelector("h1").textContent;
    const rows = [{ text: title, font: font(large, 700), step: large * 1.7 }];
    for (const [label, value] of lines()) {
      rows.push({ text: label, font: font(small), step: small * 1.7 });
      pen.font = font(large, 600);
      for (const part of wrapped(pen, value, side - 2 * margin)) {
        rows.push({ text: part, font: font(large, 600), step: large * 1.35 });
      }
    }
    canvas.width = side;
    canvas.height = Math.ceil(side + rows.reduce((sum, row) => sum + row.step, 0) + margin);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(symbol, 0, 0, side, side);
    pen.fillStyle = "#000";
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
    return new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"),
    );
  }

  byId("save").addEventListener("click", async () => {
    const says = byId("save-says");
    try {
      const address = URL.createObjectURL(await picture());
      const link = document.createElement("a");
      link.href = address;
      link.download = byId("save").dataset.name;
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      says.textContent = says.dataset.saved;
    } catch {
      says.textContent = says.dataset.failed;
    }
  });

  byId("copy").addEventListener("click", async () => {
    const says = byId("copy-says");
    byId("url").select();
    try {
      await navigator.clipboard.writeText(byId("url").value);
      says.textContent = says.dataset.copied;
    } catch {
      says.textContent = says.dataset.failed;
    }
  });

  byId("url").addEventListener("focus", () => byId("url").select());
  byId("save-row").hidden = false;
  byId("copy").hidden = false;
})();
