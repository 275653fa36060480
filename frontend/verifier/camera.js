/* The desk's camera: what it sees is read until it is stopped. */
import { byId } from "../lib/page.js";
import { announce, text, texts } from "./desk-page.js";
import { active } from "./idle.js";
import { watch } from "./picture-reader.js";

const camera = byId("camera", "button");

/** @type {AbortController | null} what ends the camera that is on, or starts */
let ending = null;

export const isCameraOn = () => ending !== null;

export function endCamera() {
  ending?.abort();
  ending = null;
  byId("view").hidden = true;
  camera.textContent = texts.camera ?? "";
}

/** @param {unknown} error */
function whyNoCamera(error) {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return text("camera.refused");
  return text(name === "NotFoundError" ? "camera.missing" : "camera.busy");
}

/**
 * Offers the camera, where the device has one.
 * @param {import("./picture-reader.js").Reader} reader
 * @param {(seen: string) => void} take
 */
export function offerCamera(reader, take) {
  camera.hidden = !navigator.mediaDevices?.getUserMedia;
  camera.addEventListener("click", async () => {
    active();
    if (ending) {
      announce("");
      return endCamera();
    }
    announce(text("camera.starting"));
    camera.disabled = true;
    byId("view").hidden = false;
    const controller = new AbortController();
    ending = controller;
    const { signal } = controller;
    const failed = () => {
      endCamera();
      announce(text("reader.failed"));
    };
    try {
      await watch(reader, byId("view", "video"), take, failed, signal);
      if (!signal.aborted) {
        camera.textContent = camera.dataset.stop ?? "";
        announce(text("camera.on"));
      }
    } catch (error) {
      if (!signal.aborted) {
        endCamera();
        announce(whyNoCamera(error));
      }
    }
    camera.disabled = false;
    // lost when it was disabled
    if (document.activeElement === document.body) camera.focus({ preventScroll: true });
  });
}
