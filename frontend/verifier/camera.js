/* The desk's camera: what it sees is read until it is stopped. */
import { byId } from "../lib/page.js";
import { announce, text, texts } from "./desk-page.js";
import { active } from "./idle.js";
import { watch } from "./picture-reader.js";

const camera = byId("camera", "button");

/** @type {(() => void) | null} */
let stop = null;

export const isCameraOn = () => stop !== null;

export function endCamera() {
  stop?.();
  stop = null;
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
    if (stop) {
      announce("");
      return endCamera();
    }
    announce(text("camera.starting"));
    camera.disabled = true;
    byId("view").hidden = false;
    const failed = () => {
      endCamera();
      announce(text("reader.failed"));
    };
    try {
      stop = await watch(reader, byId("view", "video"), take, failed);
      camera.textContent = camera.dataset.stop ?? "";
      announce(text("camera.on"));
    } catch (error) {
      endCamera();
      announce(whyNoCamera(error));
    }
    camera.disabled = false;
    camera.focus({ preventScroll: true }); // lost when it was disabled
  });
}
