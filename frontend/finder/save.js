import { byId } from "../lib/page.js";
import { isSaved, remove, save } from "./saved-meetings.js";

/** Offers to save a meeting's page, on this device alone. */
export function offerSaving() {
  const toggle = byId("save");
  const { id = "", name = "", when = "", where = "", ...words } = toggle.dataset;
  const meeting = { id, name, when, where };

  function show() {
    toggle.textContent = (isSaved(id) ? words.remove : words.save) ?? "";
  }

  function announce(text = "", hasLink = false) {
    byId("saved").hidden = !hasLink;
    byId("save-says").textContent = text;
  }

  toggle.addEventListener("click", () => {
    if (isSaved(id)) {
      remove(id);
      announce(words.removed);
    } else if (save(meeting)) {
      announce(words.saved, true);
    } else {
      announce(words.refused);
    }
    show();
  });
  if (isSaved(id)) save(meeting); // its times as they are listed now
  show();
  toggle.hidden = false;
}
