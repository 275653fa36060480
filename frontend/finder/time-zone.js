/** Where the days of somebody begin who looks for online meetings: the device's zone, by its name. */
export function sendTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const field of document.querySelectorAll("input[name=timezone]")) {
    const input = /** @type {HTMLInputElement} */ (field);
    if (!input.value) input.value = zone;
  }
  for (const found of document.querySelectorAll("a[data-zone]")) {
    const link = /** @type {HTMLAnchorElement} */ (found);
    const url = new URL(link.href);
    url.searchParams.set("timezone", zone);
    link.href = url.href;
  }
  for (const control of document.querySelectorAll("[hidden][data-zone]")) {
    /** @type {HTMLElement} */ (control).hidden = false;
  }
}
