/* Lists that were saved earlier, to compare with. */
import { byId } from "../lib/page.js";
import { referencesIn } from "./csv.js";
import { text } from "./desk-page.js";
import { active } from "./idle.js";
import { takeChosen } from "./pasting.js";

/**
 * Offers to compare a sitting with files.
 * @param {(work: () => Promise<void>) => void} soon does one piece of work after the other
 * @param {() => import("./sitting.js").Sitting} sittingNow
 * @param {() => void} show
 */
export function offerEarlier(soon, sittingNow, show) {
  /**
   * @param {import("./sitting.js").Sitting} into
   * @param {File[]} files
   */
  async function take(into, files) {
    const messages = [];
    for (const file of files) {
      const found = referencesIn(new Uint8Array(await file.arrayBuffer()));
      for (const reference of found) into.earlier.set(reference, file.name);
      const key = found.size ? "earlier.read" : "earlier.none";
      messages.push(text(key, { file: file.name, count: found.size }));
    }
    if (into !== sittingNow()) return; // cleared meanwhile
    byId("earlier-says").textContent = messages.join(" ");
    show();
  }

  byId("earlier").addEventListener("change", () => {
    active();
    const [into, files] = [sittingNow(), takeChosen(byId("earlier", "input"))];
    soon(() => take(into, files));
  });
}
