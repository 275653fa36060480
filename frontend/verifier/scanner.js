/* A scanner types, wherever the focus is, and none of its keys may do anything but that. */

const BURST_MS = 100; // a scanner's keys follow each other faster than this
const BURST_KEYS = 6;
const SILENCE_MS = 300; // after which a scanner without a closing Enter has ended
const WHOLE_CODE = 40; // characters, at least
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "CapsLock", "NumLock"];

/** @param {KeyboardEvent} event */
function types(event) {
  if (event.ctrlKey && !event.getModifierState("AltGraph")) return false;
  if (event.metaKey) return false;
  if (event.altKey && !event.ctrlKey) return /^Numpad\d$/.test(event.code);
  return [...event.key].length === 1 || event.key === "Dead";
}

/**
 * Puts what is typed into the field, and takes it when a scanner has ended. Returns a function that
 * takes what is there now.
 * @param {HTMLInputElement} field
 * @param {(typed: string) => void} take
 * @param {() => void} active is called with every key
 */
export function watchKeys(field, take, active) {
  let burst = 0;
  let lastKeyAt = -Infinity;
  let silence = 0;

  function submit() {
    clearTimeout(silence);
    burst = 0;
    const typed = field.value;
    field.value = "";
    take(typed);
  }

  addEventListener(
    "keydown",
    (event) => {
      if (MODIFIERS.includes(event.key)) return;
      if (event.isComposing) return;
      active();
      const isFast = event.timeStamp - lastKeyAt < BURST_MS;
      const isScanning = isFast && burst >= BURST_KEYS;
      const isInField = document.activeElement === field;
      if (types(event)) {
        if (event.key === " " && !isInField && !isScanning) return; // presses a button
        lastKeyAt = event.timeStamp;
        burst = isFast ? burst + 1 : 1;
        if (!isInField) field.focus({ preventScroll: true });
        clearTimeout(silence);
        silence = setTimeout(() => {
          if (burst >= WHOLE_CODE) submit();
        }, SILENCE_MS);
      } else if (isScanning) {
        lastKeyAt = event.timeStamp;
        event.preventDefault();
        const ends = event.ctrlKey ? ["j", "m"] : ["Enter", "Tab", "ArrowDown"];
        if (ends.includes(event.ctrlKey ? event.key.toLowerCase() : event.key)) submit();
      }
    },
    true,
  );
  return submit;
}
