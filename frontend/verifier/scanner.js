/* A scanner types, wherever the focus is, and none of its keys may do anything but that. */
import { atPlace, LEAST_CODE } from "./keyboards.js";
import { holdsCode, isWhole } from "./whole-code.js";

/** @typedef {import("./keyboards.js").Typed} Typed */

const BURST_MS = 100; // a scanner's keys follow each other faster than this
const BURST_KEYS = 6;
const SILENCE_MS = 2000; // after which a scanner has ended whose code is not whole
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "CapsLock", "NumLock"];

/** @param {KeyboardEvent} event */
function types(event) {
  const { key, code } = event;
  if (event.metaKey) return false;
  if (event.ctrlKey && !event.getModifierState("AltGraph")) return false;
  if (event.altKey && !event.ctrlKey) return /^Numpad\d$/.test(code);
  // one key may give two characters, as B in Arabic; names of keys are in ASCII
  if ([...key].length === 1 || /[^ -~]/.test(key) || key === "Dead") return true;
  return ["", "Process", "Unidentified"].includes(key) && atPlace(code) !== "";
}

/**
 * The text field other than that one which has the focus.
 * @param {HTMLInputElement} field
 */
function otherField(field) {
  const focused = document.activeElement;
  const isText = focused instanceof HTMLInputElement && focused.type === "text";
  return isText && focused !== field ? focused : null;
}

/**
 * Puts what is typed into the field, and takes it when a code is whole or a scanner has ended. In
 * another text field a person may type; a code that comes there is moved. Returns a function that
 * takes what is there now.
 * @param {HTMLInputElement} field
 * @param {(typed: Typed) => void} take
 * @param {() => void} active is called with every key
 */
export function watchKeys(field, take, active) {
  /** @type {Typed["keys"]} */
  let keys = [];
  let isPlaced = false; // the last key; it may give no character, or two
  let run = 0; // keys that followed each other fast
  let fast = 0; // characters that came fast, since the last code
  let lastKeyAt = -Infinity;
  let isAfterCode = false; // what comes fast behind a whole code belongs to it
  let silence = 0;
  /** What another field held before this run, and what came into it since. */
  let other = { before: "", came: "" };

  function startAnew() {
    clearTimeout(silence);
    field.value = "";
    keys = [];
    isPlaced = false;
    fast = 0;
  }

  function submit() {
    const whole = { text: field.value, keys };
    const isRest = isAfterCode && whole.text.length < LEAST_CODE;
    startAnew();
    if (!isRest) take(whole);
  }

  function waitForMore() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (isAfterCode || fast >= LEAST_CODE) submit();
    }, SILENCE_MS);
  }

  /** @param {KeyboardEvent} event */
  function typed(event) {
    const isNumber = event.altKey && !event.ctrlKey; // a character by its number, which comes later
    if (isNumber && !/^\d$/.test(event.key)) event.preventDefault(); // else some go back
    isPlaced = event.code !== "" && !isNumber;
    if (!isPlaced) return;
    keys.push({ code: event.code, shift: event.shiftKey });
  }

  addEventListener(
    "keydown",
    (event) => {
      if (MODIFIERS.includes(event.key)) return;
      active();
      const isFast = event.timeStamp - lastKeyAt < BURST_MS;
      if (!isFast) {
        run = 0;
        isAfterCode = false;
      }
      const isScanning = run >= BURST_KEYS;
      const isInField = document.activeElement === field;
      const elsewhere = otherField(field);
      if (types(event)) {
        if (event.key === " " && !isInField && !elsewhere && !isScanning) return; // presses a button
        lastKeyAt = event.timeStamp;
        if (isFast) fast += 1;
        if (!run && elsewhere) {
          other = { before: elsewhere.value, came: "" };
          keys = [];
        }
        run += 1;
        if (!isInField && !elsewhere) field.focus({ preventScroll: true });
        typed(event);
        if (!elsewhere) waitForMore();
      } else if (isScanning && !elsewhere && !event.isComposing) {
        lastKeyAt = event.timeStamp;
        event.preventDefault();
        const ends = event.ctrlKey ? ["j", "m"] : ["Enter", "Tab", "ArrowDown"];
        if (ends.includes(event.ctrlKey ? event.key.toLowerCase() : event.key)) submit();
      }
    },
    true,
  );

  /** @param {string} text */
  function came(text) {
    if (isPlaced) return;
    keys.push({ text });
    if (text.length > 1) fast += text.length;
  }

  function takeWhole() {
    if (!isWhole({ text: field.value, keys })) return;
    isAfterCode = false;
    submit();
    isAfterCode = true;
  }

  /** @param {HTMLInputElement} input */
  function moveCode(input) {
    if (!holdsCode({ text: other.came, keys })) return;
    const { before, came: code } = other;
    other = { before, came: "" };
    field.focus({ preventScroll: true });
    field.value = code;
    input.value = before;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    waitForMore();
    takeWhole();
  }

  addEventListener("input", (event) => {
    const { inputType = "", data = "" } = /** @type {InputEvent} */ (event);
    const elsewhere = otherField(field);
    if (event.target !== (elsewhere ?? field)) return;
    if (inputType.startsWith("delete")) keys = [];
    else if (data && !/omposition/.test(inputType)) came(data);
    if (elsewhere) {
      other.came += data ?? "";
      return moveCode(elsewhere);
    }
    waitForMore();
    takeWhole();
  });

  addEventListener("compositionend", ({ data }) => {
    came(data);
    if (document.activeElement === field) takeWhole();
  });

  return submit;
}
