/* The desk installed, and without a network. */
import { registerWorker } from "../lib/offline.js";
import { addressOf, byId } from "../lib/page.js";
import { data } from "./desk-page.js";

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const install = byId("install");
  install.hidden = false;
  install.onclick = async () => {
    await /** @type {any} */ (event).prompt();
    install.hidden = true;
  };
});

/** Lets the desk be opened without a network, and says when it can be. */
export async function keepOffline() {
  const options = { scope: addressOf(data.scope ?? "") };
  if (!(await registerWorker(addressOf(data.worker ?? ""), options))) return;
  const { active } = await navigator.serviceWorker.ready;
  byId("offline").hidden = false;
  const { connection } = /** @type {any} */ (navigator);
  if (!connection?.saveData) active?.postMessage("later");
}
