/* Nobody there: after a while everything goes. */
import { byId } from "../lib/page.js";
import { announce, seconds, text } from "./desk-page.js";

const IDLE_S = 15 * 60;
const WARN_S = 60;

let activeAt = seconds();

/** Somebody did something. */
export function active() {
  activeAt = seconds();
  byId("idle").hidden = true;
}

/**
 * Clears what is there where nobody did anything for a while, and says so a minute before.
 * @param {boolean} hasSomething
 * @param {() => void} clearAll
 */
export function checkIdle(hasSomething, clearAll) {
  if (!hasSomething) return;
  const idle = seconds() - activeAt;
  if (idle >= IDLE_S) {
    clearAll();
    announce(text("idle.cleared", { minutes: IDLE_S / 60 }));
  } else if (idle >= IDLE_S - WARN_S) {
    byId("idle").hidden = false;
  }
}

addEventListener(
  "pointerdown",
  () => {
    activeAt = seconds(); // what is pressed stays where it is until the click
  },
  true,
);
addEventListener("click", active);
