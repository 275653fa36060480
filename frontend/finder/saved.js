/* The list of saved meetings. */
import { byId, find, pageData } from "../lib/page.js";
import { readOffline } from "./offline.js";
import { lastSearch, pathOf, remove, removeAll, savedMeetings } from "./saved-meetings.js";

const { removed = "", all = "", search = "" } = byId("list").dataset;

/** @param {import("./saved-meetings.js").SavedMeeting} meeting */
function rowOf({ id, name, when, where }) {
  const template = byId("row", "template").content.firstElementChild;
  const row = /** @type {HTMLElement} */ (template?.cloneNode(true));
  const link = find(row, "", "a");
  link.href = pathOf(id);
  find(link, "bdi").textContent = name;
  find(row, ".where").textContent = where;
  find(row, ".times").textContent = when;
  const button = find(row, "button");
  button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  button.addEventListener("click", () => {
    remove(id);
    announce(removed.replace("{name}", name));
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
    link.href = search + last.address;
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
  announce(all);
});
addEventListener("storage", show);
show();
