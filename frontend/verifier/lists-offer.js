/* The desk's fold-out for lists from a file; what it does is loaded when it is opened. */
import { inTurn } from "../lib/in-turn.js";
import { byId } from "../lib/page.js";
import { data, withPart } from "./desk-page.js";

/** Whether a file may hold lists: anything else is taken for a picture. */
const mayHoldLists = (/** @type {File} */ { name, type }) =>
  /\.(json|jws)$/i.test(name) || type === "application/json";

/**
 * Offers to take lists from files; `taken` is called when they may have changed.
 * @param {ReturnType<typeof import("./checker.js").findChecker>} opening how to check here
 * @param {() => Promise<void>} underWay waits for lists that are being fetched
 * @param {() => void} taken
 * @returns {(files: File[]) => File[]} takes the lists among dropped files, and returns the others
 */
export function offerLists(opening, underWay, taken) {
  const part = byId("trust", "details");
  const input = byId("trust-files", "input");
  // one after another: a snapshot may count by the list of issuers that was opened before it
  const soon = inTurn();

  /** @param {(module: typeof import("./lists-file.js")) => unknown} deed */
  const withModule = (deed) =>
    soon(() =>
      withPart(data.lists, async (/** @type {typeof import("./lists-file.js")} */ module) => {
        await module.loadWords();
        await deed(module);
      }),
    ).catch(console.error);

  /** @param {File[]} files */
  function take(files) {
    if (!files.length) return;
    part.open = true;
    withModule(async ({ takeFiles }) => {
      await takeFiles(files, (await opening)?.verify, underWay);
      taken();
    });
  }

  part.addEventListener("toggle", () => {
    if (part.open) withModule(({ showIssuers }) => showIssuers());
  });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    take(files);
  });
  byId("trust-forget").addEventListener("click", () =>
    withModule(({ forgetIssuers }) => {
      forgetIssuers();
      taken();
    }),
  );
  return (files) => {
    const lists = files.filter(mayHoldLists);
    take(lists);
    return files.filter((file) => !lists.includes(file));
  };
}
