/* Near me: the device is asked only on a tap; two decimals (about a kilometre) are all that is sent. */
import { byId } from "../lib/page.js";

/** Offers the button where the device can say where it is. */
export function offerNearMe() {
  const near = byId("near", "button");
  const status = byId("near-says");
  if (!near || !navigator.geolocation || !window.isSecureContext) return;
  const form = /** @type {HTMLFormElement} */ (near.form);
  let isWanted = false; // until a place is typed, or the search sent
  const end = () => {
    isWanted = false;
    status.textContent = "";
  };
  byId("place").addEventListener("input", end);
  form.addEventListener("submit", end);
  near.hidden = false;
  near.addEventListener("click", () => {
    isWanted = true;
    status.textContent = near.dataset.asking ?? "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (!isWanted) return;
        const point = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        const query = new URLSearchParams(/** @type {any} */ (new FormData(form)));
        query.delete("place");
        query.set("near", point);
        for (const [name, value] of [...query]) if (!value) query.delete(name);
        end();
        location.assign(`${form.action.split("?")[0]}?${query}`);
      },
      () => {
        if (!isWanted) return;
        status.textContent = near.dataset.failed ?? "";
        byId("place").focus();
      },
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}

/** Makes addresses to be read and shared: no empty fields, several values joined by commas. */
export function tidyForms() {
  for (const form of document.forms) {
    form.addEventListener("formdata", ({ formData }) => {
      for (const name of new Set(formData.keys())) {
        const values = formData.getAll(name).filter(Boolean);
        formData.delete(name);
        if (values.length) formData.set(name, values.join(","));
      }
    });
  }
}
