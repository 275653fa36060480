// Where the days of somebody begin who looks for online meetings: the device's time zone, by its name.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const field of document.querySelectorAll("input[name=timezone]")) {
    if (!field.value) field.value = zone;
  }
  for (const link of document.querySelectorAll("a[data-zone]")) {
    const url = new URL(link.href);
    url.searchParams.set("timezone", zone);
    link.href = url;
  }
  for (const control of document.querySelectorAll("[hidden][data-zone]")) control.hidden = false;
})();
