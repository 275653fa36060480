/* What is pasted and dropped anywhere on the desk's page, and files that are chosen. */
import { findCodes } from "../lib/find-codes.js";
import { text } from "./desk-page.js";

/**
 * Whether a text without a code is pasted where a person writes something else.
 * @param {ClipboardEvent} event
 * @param {string} pasted
 */
function isForAnotherField({ target }, pasted) {
  const isOther = target instanceof HTMLInputElement && target.id === "label";
  return isOther && pasted !== "" && !findCodes(pasted).length;
}

/**
 * @param {(pasted: string) => void} takeText
 * @param {(files: File[], nameOf?: (file: File) => string) => void} takeFiles
 */
export function offerPasting(takeText, takeFiles) {
  addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (isForAnotherField(event, pasted)) return;
    event.preventDefault();
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) takeFiles(files, () => text("picture.pasted"));
    else takeText(pasted);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) takeFiles(files);
    else takeText(event.dataTransfer?.getData("text/plain") ?? "");
  });
}

/**
 * The files that were chosen, which can then be chosen again.
 * @param {HTMLInputElement} input
 */
export function takeChosen(input) {
  const files = [...(input.files ?? [])];
  input.value = "";
  return files;
}
