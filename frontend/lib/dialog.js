/* Asking once more before something is done. */
import { byId } from "./page.js";

/**
 * Asks in the page's dialog #ask, whose buttons are #ask-keep and #ask-`yes`; resolves to whether
 * it is to be done.
 * @param {string} question
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export async function ask(question, yes) {
  const dialog = byId("ask", "dialog");
  byId("ask-what").textContent = question;
  if (!dialog.showModal) return confirm(`${question}\n\n${byId("ask-says").textContent}`);
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue === yes);
    byId(`ask-${yes}`).onclick = () => dialog.close(yes);
    byId("ask-keep").onclick = () => dialog.close();
    dialog.showModal();
    byId("ask-keep").focus();
  });
}
