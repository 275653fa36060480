/*
 * The participant's own codes: kept on this device, shown with what is due next, printed, moved by
 * a link, removed. No code is sent to anybody. What is added is checked, for which the public lists
 * of keys and withdrawals are fetched; nothing else is asked for after the page has loaded.
 */
import { copyField } from "../lib/clipboard.js";
import { inTurn } from "../lib/in-turn.js";
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId } from "../lib/page.js";
import { onCodesChange } from "../lib/stored-codes.js";
import { add, checkLater } from "./adding.js";
import {
  chooseAll,
  chosenCodes,
  keptCodes,
  print,
  readStored,
  redraw,
  remove,
  undoLastChange,
} from "./mine-list.js";
import { data, words } from "./mine-page.js";
import { canEncode } from "./symbols.js";

const link = byId("link", "input");
const all = byId("all", "input");
const pasted = byId("pasted", "input");
const soon = inTurn();

/** Takes the codes out of the address, which they leave at once. */
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  history.replaceState(null, "", location.pathname);
  soon(async () => {
    if (await add(fragment)) return;
    // to be tried again, or looked at, before what was typed meanwhile
    byId("add", "details").open = true;
    pasted.value = `${fragment} ${pasted.value}`.trim();
  });
}

/** Adds what is in the field. Pressed twice it finds it empty. */
async function addPasted() {
  const text = pasted.value;
  if (text && (await add(text)) && pasted.value === text) pasted.value = "";
}

byId("undo").addEventListener("click", undoLastChange);
byId("print").addEventListener("click", () => print(chosenCodes()));
byId("remove-all").addEventListener("click", () => remove(keptCodes()));
all.addEventListener("change", () => chooseAll(all.checked));
link.addEventListener("focus", () => link.select());
byId("copy").addEventListener("click", async () => {
  const isCopied = await copyField(link);
  byId("copy-says").textContent = isCopied ? words.copied : words.copyFailed;
});
byId("share").hidden = !navigator.share;
byId("share").addEventListener("click", () => {
  // a visitor who closes the share window has changed their mind
  navigator.share({ url: link.value }).catch(() => {});
});
byId("add-form").addEventListener("submit", (event) => {
  event.preventDefault();
  soon(addPasted);
});
byId("scriptless").hidden = true;
byId("add").hidden = false;

onCodesChange(readStored);
addEventListener("hashchange", takeFragment);
addEventListener("online", checkLater);
document.addEventListener("visibilitychange", () => {
  // a day may have passed
  if (!document.hidden) redraw();
});
readStored();
takeFragment();
checkLater();
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
registerWorker(addressOf(data.worker ?? ""), { scope: addressOf(data.mine ?? "") });

const canPrint = await canEncode();
if (!canPrint) byId("print-says").textContent = words.noSymbols;
/** @type {HTMLElement} */ (byId("print").parentNode).hidden = !canPrint;
