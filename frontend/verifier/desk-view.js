/* What the desk shows of a sitting: the code that was chosen, the list, and the counts. */
import { button, byId, element, find } from "../lib/page.js";
import { isDateOnly } from "../lib/date-only.js";
import { momentAt } from "../lib/times.js";
import { askAnew } from "./clearing.js";
import { markOf, showCounts, showTotals } from "./desk-counts.js";
import { templateOf, text, times, words } from "./desk-page.js";
import { showFacts } from "./facts.js";
import { isWarning, mayChange, notesOf, tellsWhereItLeads } from "./sitting.js";

/** @typedef {import("./sitting.js").Row} Row */
/** @typedef {import("./sitting.js").Sitting} Sitting */

const UNCONFIRMED = ["unreadable", "not_genuine", "unknown_issuer"];

/** @param {Sitting} sitting */
function showChosen(sitting) {
  const row = sitting.chosen;
  const latest = byId("latest");
  latest.hidden = !row;
  const verdict = find(latest, ".verdict");
  const warnings = find(latest, ".warnings");
  if (!row) {
    // nothing of what was cleared stays in the page, not even hidden
    for (const part of [verdict, warnings]) part.replaceChildren();
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
  const notes = notesOf(row, sitting);
  const items = notes.map((note) => {
    const { kind, says } = note;
    const item = element("li", isWarning(note) ? `${kind} warns` : kind);
    item.append(element("b", "", says), " ", text(`note.${kind}.more`, more));
    return item;
  });
  if (row.way === "typed" && UNCONFIRMED.includes(outcome)) {
    items.push(element("li", "keyboard", text("note.keyboard")));
  }
  warnings.replaceChildren(...items);
  // where a link leads comes before what its code is
  if (notes.some(tellsWhereItLeads)) verdict.before(warnings);
  else verdict.after(warnings);
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
    const { start, lengthMin, utcOffsetMin, name, place, reference } = attendance;
    const isDate = isDateOnly(attendance);
    const when = isDate
      ? [times.date(momentAt(start, utcOffsetMin), words.date)]
      : times.whole(start, lengthMin, utcOffsetMin);
    const meeting = element("span", name ? "meeting" : "meeting quiet");
    meeting.append(element("bdi", "", name || text(isDate ? "row.date_only" : "row.time_only")));
    if (place) meeting.append(words.comma, element("bdi", "", place));
    line.append(
      element("span", "moment", ...when),
      meeting,
      element("span", "reference", reference),
    );
  }
  // where codes of several issuers came, whose each is
  const hasOthers = sitting.rows.some((other) => other.found.issuer?.address);
  if (issuer && hasOthers) line.append(element("span", "issuer", element("bdi", "", issuer.name)));
  for (const note of notesOf(row, sitting)) {
    const paragraph = element("p", isWarning(note) ? "warning" : "remark", note.says);
    if (note.kind === "wrapped") continue;
    line.append(paragraph);
    if (!tellsWhereItLeads(note)) continue;
    // where a link leads comes before what its code is
    paragraph.classList.add("link");
    named.before(paragraph);
  }
  line.append(away);
  return line;
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
  askAnew();
  byId("about-sitting").hidden = !isReal;
  showTotals(sitting);
  showCounts(sitting);
  showChosen(sitting);
}
