/* Lists that were saved earlier, to compare with. */
import { byId } from "../lib/page.js";
import { referencesIn } from "./csv.js";
import { text } from "./desk-page.js";
import { active } from "./idle.js";
import { takeChosen } from "./pasting.js";

/**
 * @param {(reference: string, file: string) => void} add is called for each reference of a file
 * @param {() => void} show
 */
export function offerEarlier(add, show) {
  byId("earlier").addEventListener("change", async () => {
    active();
    const messages = [];
    for (const file of takeChosen(byId("earlier", "input"))) {
      const found = referencesIn(new Uint8Array(await file.arrayBuffer()));
      for (const reference of found) add(reference, file.name);
      const key = found.size ? "earlier.read" : "earlier.none";
      messages.push(text(key, { file: file.name, count: found.size }));
    }
    byId("earlier-says").textContent = messages.join(" ");
    show();
  });
}
