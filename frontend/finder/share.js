// Share: the device's own sheet where it has one, else the address is copied.
(() => {
  const button = document.getElementById("share");
  const says = document.getElementById("shared");
  const copies = navigator.clipboard && window.isSecureContext;
  if (!button || !(navigator.share || copies)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { title, url, copied } = button.dataset;
    says.textContent = "";
    if (navigator.share) {
      try {
        await navigator.share({ title, url });
        return;
      } catch (error) {
        if (error.name === "AbortError" || !copies) return; // changed their mind
      }
    }
    try {
      await navigator.clipboard.writeText(url);
      says.textContent = copied;
    } catch {
      says.textContent = url; // to be copied by hand
    }
  });
})();
