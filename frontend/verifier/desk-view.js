/* What the desk shows of a sitting: the code that was chosen, the list, and the counts. */
import { button, byId, element, find } from "../lib/page.js";
import { fill, momentAt } from "../lib/times.js";
import { rank } from "./checking.js";
import { templateOf, text, texts, times, words } from "./desk-page.js";
import { showFacts } from "./facts.js";
import { mayChange, notesOf } from "./sitting.js";

/** @typedef {import("./sitting.js").Row} Row */
/** @typedef {import("./sitting.js").Sitting} Sitting */

const markOf = (/** @type {string} */ outcome) =>
  find(templateOf(outcome).content, ".mark").cloneNode(true);

/** @param {Sitting} sitting */
function showChosen(sitting) {
  const row = sitting.chosen;
  const latest = byId("latest");
  latest.hidden = !row;
  const verdict = find(latest, ".verdict");
  const warnings = find(latest, ".warnings");
  if (!row) {
    // nothing of what was cleared stays in the page, not even hidden
    verdict.replaceChildren();
    warnings.replaceChildren();
    return showFacts(undefined, words, times);
  }
  const { outcome, reason, attendance, issuer } = row.found;
  const parts = /** @type {DocumentFragment} */ (templateOf(outcome).content.cloneNode(true));
  for (const part of parts.querySelectorAll("[data-reason]")) {
    if (part.getAttribute("data-reason") !== (reason ?? "")) part.remove();
  }
  verdict.className = `verdict ${templateOf(outcome).dataset.tone}`;
  verdict.replaceChildren(element("small", "", text("latest", { row: row.number })), parts);
  const more = { here: location.host };
  const notes = notesOf(row, sitting).map(({ kind, says }) =>
    element("li", kind, element("b", "", says), " ", text(`note.${kind}.more`, more)),
  );
  if (row.way !== "picture" && rank(row.found) < 3) {
    notes.push(element("li", "keyboard", text("note.keyboard")));
  }
  warnings.replaceChildren(...notes);
  byId("again").hidden = !mayChange(row);
  showFacts(attendance, words, times, issuer);
}

/**
 * @param {Row} row
 * @param {Sitting} sitting
 * @param {(row: Row) => void} choose
 * @param {(row: Row) => void} remove
 */
function lineOf(row, sitting, choose, remove) {
  const { outcome, attendance, issuer } = row.found;
  const { row: word = "", tone = "" } = templateOf(outcome).dataset;
  const named = button(`plain outcome ${tone}`, markOf(outcome), element("span", "", word));
  named.setAttribute("aria-label", text("row.show", { row: row.number, outcome: word }));
  named.addEventListener("click", () => {
    choose(row);
    // made anew
    find(byId("rows"), ".chosen .outcome").focus({ preventScroll: true });
  });
  const away = button("plain remove", "×");
  away.setAttribute("aria-label", text("row.remove", { row: row.number }));
  away.addEventListener("click", () => remove(row));

  const line = element("li", row === sitting.chosen ? "chosen" : "");
  line.value = row.number;
  line.append(element("span", "number", `${row.number}`), named);
  if (attendance) {
    const start = momentAt(attendance.start, attendance.utcOffsetMin);
    const day = times.date(start, words.date);
    const when = fill(words.when, { day, time: times.timeOfDay(start) });
    const meeting = element("bdi", "", attendance.name || text("row.time_only"));
    line.append(
      element("span", "moment", when),
      element("span", attendance.name ? "meeting" : "meeting quiet", meeting),
      element("span", "reference", attendance.reference),
    );
  }
  if (issuer?.address) line.append(element("span", "issuer", element("bdi", "", issuer.name)));
  const notes = notesOf(row, sitting).map(({ kind, says }) =>
    element("p", `warning ${kind}`, says),
  );
  line.append(...notes, away);
  return line;
}

/** @param {Sitting} sitting */
function showCounts(sitting) {
  /** @type {Map<string, {number: number, tone: string, label: string, mark: Node | string}>} */
  const counts = new Map();
  const count = (
    /** @type {string} */ key,
    /** @type {string} */ tone,
    /** @type {string} */ label,
    /** @type {Node | string} */ mark,
  ) => {
    const known = counts.get(key) ?? { number: 0, tone, label, mark };
    counts.set(key, { ...known, number: known.number + 1 });
  };
  for (const row of sitting.rows) {
    const { outcome } = row.found;
    const { tone = "", count: label = "" } = templateOf(outcome).dataset;
    count(outcome, tone, label, markOf(outcome));
  }
  for (const row of sitting.rows) {
    for (const { kind } of notesOf(row, sitting)) count(kind, "bad", text(`count.${kind}`), "");
  }
  byId("counts").replaceChildren(
    ...[...counts.values()].map(({ number, tone, label, mark }) =>
      element("li", tone, mark, element("b", "", `${number}`), ` ${label}`),
    ),
  );
}

/**
 * Shows a sitting.
 * @param {Sitting} sitting
 * @param {boolean} isReal not practice
 * @param {(row: Row) => void} choose
 * @param {(row: Row) => void} remove
 */
export function showSitting(sitting, isReal, choose, remove) {
  const hasRows = sitting.rows.length > 0;
  byId("empty").hidden = hasRows;
  byId("deeds").hidden = !hasRows || !isReal;
  const lines = sitting.rows.map((row) => lineOf(row, sitting, choose, remove));
  byId("rows").replaceChildren(...lines.reverse());
  byId("clear").textContent = texts.clear ?? "";
  showCounts(sitting);
  showChosen(sitting);
}
