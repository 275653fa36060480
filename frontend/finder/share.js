import { canCopy, copyText } from "../lib/clipboard.js";
import { byId } from "../lib/page.js";

/** Offers to share: with the device's own sheet where it has one, else the address is copied. */
export function offerSharing() {
  const share = byId("share");
  const status = byId("shared");
  if (!share || !(navigator.share || canCopy())) return;
  share.hidden = false;
  share.addEventListener("click", async () => {
    const { title = "", url = "", copied = "" } = share.dataset;
    status.textContent = "";
    if (navigator.share) {
      try {
        await navigator.share({ title, url });
        return;
      } catch (error) {
        const isTheirWish = error instanceof Error && error.name === "AbortError";
        if (isTheirWish || !canCopy()) return;
      }
    }
    status.textContent = (await copyText(url)) ? copied : url; // to be copied by hand
  });
}
