/* The button that clears a sitting, which asks once more where a list is not saved. */
import { byId } from "../lib/page.js";
import { announce, text, texts } from "./desk-page.js";

const clear = byId("clear", "button");

/** Asks anew before the next clearing: what was asked of another list is no answer for this one. */
export function askAnew() {
  delete clear.dataset.sure;
  clear.textContent = texts.clear ?? "";
}

/**
 * @param {() => number} unsaved how many rows would be lost
 * @param {() => void} clearAll
 */
export function offerClearing(unsaved, clearAll) {
  clear.addEventListener("click", () => {
    const count = unsaved();
    if (clear.dataset.sure === "yes" || !count) return clearAll();
    clear.textContent = text("clear.sure", { count });
    clear.dataset.sure = "yes";
    announce(text("clear.ask"));
  });
  clear.addEventListener("blur", askAnew);
}
