import { byId } from "../lib/page.js";
import { isSaved, meetingOf, remove, save } from "./saved-meetings.js";

/** Offers to save a meeting's page, on this device alone. */
export function offerSaving() {
  const toggle = byId("save");
  const words = toggle.dataset;
  const meeting = meetingOf(toggle.dataset);
  const { id } = meeting;

  function show() {
    toggle.textContent = (isSaved(id) ? words.remove : words.save) ?? "";
  }

  function announce(text = "", hasLink = false) {
    byId("saved").hidden = !hasLink;
    byId("save-says").textContent = text;
  }

  toggle.addEventListener("click", () => {
    if (toggle.textContent === words.remove) {
      remove(id); // or it was, in the list or another tab
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
