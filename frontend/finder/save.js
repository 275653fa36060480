// Save, on a meeting's page: on this device alone.
import { isSaved, remove, save } from "./saved-meetings.js";

const button = document.getElementById("save");
const says = document.getElementById("save-says");
const { id, name, when, where, save: saveLabel, remove: removeLabel, saved, removed, refused } = button.dataset;
const meeting = { id, name, when, where };

function show() {
  button.textContent = isSaved(id) ? removeLabel : saveLabel;
}

function told(text, link) {
  document.getElementById("saved").hidden = !link;
  says.textContent = text;
}

button.addEventListener("click", () => {
  if (isSaved(id)) {
    remove(id);
    told(removed, false);
  } else if (save(meeting)) {
    told(saved, true);
  } else {
    told(refused, false);
  }
  show();
});
if (isSaved(id)) save(meeting); // its times as they are listed now
show();
button.hidden = false;
