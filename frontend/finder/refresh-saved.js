import { find } from "../lib/page.js";
import { meetingOf, pathOf, savedMeetings, update } from "./saved-meetings.js";

const FRESH_MS = 3_600_000; // how long what is stored of a meeting counts as new

/**
 * What the service says of a saved meeting now; as it was where there is no signal.
 * @param {import("./saved-meetings.js").SavedMeeting} meeting
 */
async function asListedNow(meeting) {
  try {
    const answer = await fetch(pathOf(meeting.id));
    if ([404, 410].includes(answer.status)) return { ...meeting, isGone: true, asOf: Date.now() };
    if (!answer.ok) return null;
    const html = await answer.text();
    const body = html.slice(html.indexOf("<body")); // its style is not let in by this page's policy
    const page = new DOMParser().parseFromString(body, "text/html");
    const listed = meetingOf(find(page.body, "#save").dataset);
    return listed.id === meeting.id ? listed : null;
  } catch {
    return null;
  }
}

/**
 * Asks for the dates of the saved meetings anew, one after the other, where those here are old; each
 * page is asked for as anybody's is.
 * @param {() => void} show called after each that changed
 */
export async function refreshSaved(show) {
  for (const meeting of savedMeetings()) {
    if (!navigator.onLine) return;
    if (Date.now() - (meeting.asOf ?? 0) < FRESH_MS) continue;
    const now = await asListedNow(meeting);
    if (!now) continue;
    update(now);
    show();
  }
}
