/* "Keep on this phone", beside a code. */
import { button, element } from "./page.js";
import { addCode, storedCodes, undoAdding } from "./stored-codes.js";

/**
 * Puts the button into `place`, an empty element with the words in data-keep, data-kept,
 * data-replaced, data-undo, data-undone, data-failed and data-list, and the list's address in
 * data-mine. "" for `token` takes it away.
 * @param {HTMLElement} place
 * @param {string} token
 */
export function offerToKeep(place, token) {
  place.hidden = !token;
  place.replaceChildren();
  if (!token) return;
  const words = place.dataset;
  const keep = button("", words.keep ?? "");
  const status = element("span");
  status.setAttribute("role", "status");
  const undo = button("plain", words.undo ?? "");
  undo.hidden = true;
  const link = element("a", "", words.list ?? "");
  link.href = words.mine ?? "";
  link.hidden = !storedCodes().length;
  /** @type {string[]} */
  let replaced = [];
  keep.addEventListener("click", () => {
    const added = addCode(token);
    replaced = added.replaced;
    const kept = replaced.length ? words.replaced : words.kept;
    status.textContent = (added.isStored ? kept : words.failed) ?? "";
    link.hidden = !added.isStored;
    undo.hidden = !replaced.length;
    if (!added.isStored) return;
    link.focus();
    keep.hidden = true;
  });
  undo.addEventListener("click", () => {
    undoAdding(token, replaced);
    status.textContent = words.undone ?? "";
    undo.hidden = true;
    keep.hidden = false;
    keep.focus();
  });
  place.append(keep, status, undo, link);
}
