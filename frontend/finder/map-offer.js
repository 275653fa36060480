// A map of the results, on request: until the tap, nothing of it is loaded.
(() => {
  const place = document.getElementById("map");
  const { script, style, tiles, language, ...words } = place.dataset;
  const button = place.querySelector("button");
  const rules = new Intl.PluralRules(document.documentElement.lang || "en");

  const results = [...document.querySelectorAll("a[data-at], a[data-area]")].map((link) => {
    const row = link.closest("li");
    const name = row.querySelector("h3 a");
    const { at, area } = link.dataset;
    return {
      at: (at ?? area).split("/").map(Number),
      approximate: area !== undefined,
      name: name.textContent,
      href: name.href,
      says: row.querySelector(".at").textContent.replace(/\s+/g, " ").trim(),
    };
  });

  async function open() {
    button.disabled = true;
    const failed = place.querySelector("[role=status]");
    failed.textContent = "";
    try {
      const { show } = await import(script);
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = style;
      await new Promise((done, wrong) => {
        sheet.onload = done;
        sheet.onerror = wrong;
        document.head.append(sheet);
      });
      const forms = JSON.parse(words.many);
      const map = document.createElement("div");
      map.className = "map";
      map.dir = "ltr";
      map.setAttribute("role", "region");
      map.setAttribute("aria-label", words.label);
      const credit = place.querySelector(".credit");
      place.querySelector(".quiet").remove();
      place.querySelector("p").replaceWith(map);
      if (credit) credit.hidden = false;
      show(map, results, tiles, {
        ...words,
        many: (count) => (forms[rules.select(count)] ?? forms.other).replace("{count}", count),
        area: (name) => words.area.replace("{name}", name),
      });
      map.focus();
    } catch {
      failed.textContent = words.failed;
      button.disabled = false;
    }
  }

  button.addEventListener("click", open);
  place.dataset.ready = ""; // for browsers whose styles do not know of scripts
})();
