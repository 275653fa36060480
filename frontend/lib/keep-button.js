/* "Keep on this phone", beside a code. */
import { button, element } from "./page.js";
import { addCode, storedCodes } from "./stored-codes.js";

/**
 * Puts the button into `place`, an empty element with the words in data-keep, data-kept,
 * data-failed and data-list, and the list's address in data-mine. "" for `token` takes it away.
 * @param {HTMLElement} place
 * @param {string} token
 */
export function offerToKeep(place, token) {
  place.hidden = !token;
  place.replaceChildren();
  if (!token) return;
  const {
    keep: label = "",
    kept: keptText = "",
    failed: failedText = "",
    list = "",
    mine = "",
  } = place.dataset;
  const keep = button("", label);
  const status = element("span");
  status.setAttribute("role", "status");
  const link = element("a", "", list);
  link.href = mine;
  link.hidden = !storedCodes().length;
  keep.addEventListener("click", () => {
    const isStored = addCode(token);
    status.textContent = isStored ? keptText : failedText;
    link.hidden = !isStored;
    if (!isStored) return;
    link.focus();
    keep.hidden = true;
  });
  place.append(keep, status, link);
}
