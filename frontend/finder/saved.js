/* The list of saved meetings. */
import { byId, element, find, pageData } from "../lib/page.js";
import { readOffline } from "./offline.js";
import { refreshSaved } from "./refresh-saved.js";
import {
  lastSearch,
  nextDate,
  pathOf,
  remove,
  removeAll,
  savedMeetings,
} from "./saved-meetings.js";

const words = byId("list").dataset;

/**
 * What a row says of the next date: when, or that the meeting is not listed any more.
 * @param {import("./saved-meetings.js").SavedMeeting} meeting
 */
function nextText(meeting) {
  if (meeting.isGone) return words.gone ?? "";
  const { next } = nextDate(meeting, Date.now());
  return next ? (words.next ?? "").replace("{when}", next.when) : "";
}

/** @param {import("./saved-meetings.js").SavedMeeting} meeting */
function changesOf(meeting) {
  const { next, changed } = nextDate(meeting, Date.now());
  return [...changed, ...(next ? [next] : [])].map(({ change }) => change).filter(Boolean);
}

/** @param {import("./saved-meetings.js").SavedMeeting} meeting */
function rowOf(meeting) {
  const { id, name, when, where } = meeting;
  const template = byId("row", "template").content.firstElementChild;
  const row = /** @type {HTMLElement} */ (template?.cloneNode(true));
  const link = find(row, "", "a");
  link.href = pathOf(id);
  find(link, "bdi").textContent = name;
  find(row, ".where").textContent = where;
  find(row, ".regular").textContent = when;
  const next = find(row, ".next");
  next.textContent = nextText(meeting);
  next.hidden = !next.textContent;
  find(row, ".changes").replaceChildren(
    ...changesOf(meeting).map((change) => {
      const line = element("p");
      line.append(element("strong", "", change));
      return line;
    }),
  );
  const button = find(row, "button");
  button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  button.addEventListener("click", () => {
    remove(id);
    announce((words.removed ?? "").replace("{name}", name));
  });
  return row;
}

function show() {
  const list = savedMeetings();
  const last = lastSearch();
  byId("list").replaceChildren(...list.map(rowOf));
  byId("none").hidden = list.length > 0;
  byId("last").hidden = !last;
  if (last) {
    const link = byId("last-link", "a");
    link.href = (words.search ?? "") + last.address;
    link.textContent = last.name;
  }
  byId("all-row").hidden = !list.length && !last;
}

/** @param {string} text */
function announce(text) {
  byId("says").textContent = text;
  show();
  byId("heading").focus();
}

readOffline(pageData());
byId("scriptless").hidden = true;
byId("all").addEventListener("click", async () => {
  await removeAll();
  announce(words.all ?? "");
});
addEventListener("storage", show);
show();
refreshSaved(show);
