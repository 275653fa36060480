const MAPS = /** @type {const} */ ([
  [/iPhone|iPad|iPod|Macintosh/, "maps.apple.com"],
  [/Android/, "www.google.com"],
]);

/** Makes the first way to a door that of the device's own maps, where the page has another first. */
export function leadToOwnMaps() {
  const first = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-map]"));
  const host = MAPS.find(([device]) => device.test(navigator.userAgent))?.[1];
  if (!first || !host || first.host === host) return;
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("details a")
  );
  const own = [...links].find((link) => link.host === host);
  if (!own) return;
  [first.href, own.href] = [own.href, first.href];
  own.textContent = first.dataset.map ?? "";
}
