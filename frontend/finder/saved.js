// The list of saved meetings.
import { lastSearch, pathOf, remove, removeAll, saved } from "./saved-meetings.js";

const byId = (id) => document.getElementById(id);
const { removed, all, search } = byId("list").dataset;

function rowOf({ id, name, when, where }) {
  const row = byId("row").content.firstElementChild.cloneNode(true);
  const link = row.querySelector("a");
  link.href = pathOf(id);
  link.querySelector("bdi").textContent = name;
  row.querySelector(".where").textContent = where;
  row.querySelector(".times").textContent = when;
  const button = row.querySelector("button");
  button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  button.addEventListener("click", () => {
    remove(id);
    told(removed.replace("{name}", name));
  });
  return row;
}

function show() {
  const list = saved();
  const last = lastSearch();
  byId("list").replaceChildren(...list.map(rowOf));
  byId("none").hidden = list.length > 0;
  byId("last").hidden = !last;
  if (last) {
    byId("last-link").href = search + last.address;
    byId("last-link").textContent = last.name;
  }
  byId("all-row").hidden = !list.length && !last;
}

function told(text) {
  byId("says").textContent = text;
  show();
  byId("heading").focus();
}

byId("scriptless").hidden = true;
byId("all").addEventListener("click", async () => {
  await removeAll();
  told(all);
});
addEventListener("storage", show);
show();
