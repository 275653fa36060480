// Near me: the device is asked only on a tap; two decimals (about a kilometre) are all that is sent.
(() => {
  const button = document.getElementById("near");
  const says = document.getElementById("near-says");
  if (!button || !navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    says.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const near = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        const query = new URLSearchParams(new FormData(button.form));
        query.delete("place");
        query.set("near", near);
        for (const [name, value] of [...query]) if (!value) query.delete(name);
        says.textContent = "";
        location.assign(`${button.form.action.split("?")[0]}?${query}`);
      },
      () => {
        says.textContent = button.dataset.failed;
        document.getElementById("place").focus();
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
})();

// Addresses that can be read and shared: empty fields left out, several values joined by commas.
for (const form of document.forms) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of new Set(formData.keys())) {
      const values = formData.getAll(name).filter(Boolean);
      formData.delete(name);
      if (values.length) formData.set(name, values.join(","));
    }
  });
}
