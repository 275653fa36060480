import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check } from "../verifier/check-code.js";
import { checkTyped } from "../verifier/typed-codes.js";
import { isWhole } from "../verifier/whole-code.js";

/** @typedef {import("../verifier/keyboards.js").Stroke} Stroke */
/** @typedef {{name: string, text: string}} Case */

const path = new URL("../../tests/vectors/verification.json", import.meta.url);
const { cases, trust, now } = JSON.parse(readFileSync(path, "utf8"));
const textOf = (/** @type {string} */ name) =>
  cases.find((/** @type {Case} */ one) => one.name === name).text.trim();
const LINK = `https://waypost.example.org/v#${textOf("full code")}`;

const ROWS = [
  "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
  '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
];
const SIGNS = "Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Comma Period Slash";
const [plain = "", shifted = ""] = ROWS;
const signs = SIGNS.split(" ");
const places = [...plain].map((character) => {
  if (/[a-z]/.test(character)) return `Key${character.toUpperCase()}`;
  if (/\d/.test(character)) return `Digit${character}`;
  return character === "`" ? "Backquote" : (signs.shift() ?? "");
});

/**
 * The keys that a scanner set to US presses for a text.
 * @param {string} text
 * @returns {Stroke[]}
 */
const pressed = (text) =>
  [...text].map((character) => {
    const shift = !plain.includes(character);
    const place = (shift ? shifted : plain).indexOf(character);
    return { code: places[place] ?? "", shift };
  });

/** @param {import("../verifier/keyboards.js").Typed} typed */
const read = (typed) => checkTyped(typed, (code) => check(code, trust, now));

/**
 * The outcomes of what was typed.
 * @param {string} text
 * @param {Stroke[]} keys
 */
const outcomes = async (text, keys = []) =>
  (await read({ text, keys })).map(({ found }) => found.outcome);

const RUSSIAN = "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.";
const GREEK = "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./";
const HEBREW = ";1234567890-=/'קראטוןםפ][\\שדגכעיחלךף,זסבהנמצתץ.";
const ARABIC = "ذ1234567890-=ضصثقفغعهخحجد\\شسيبلاتنمكطئءؤرﻻىةوزظ";

test("the places of the keys are right where their characters are another script's", async () => {
  for (const layout of [RUSSIAN, GREEK, HEBREW, ARABIC]) {
    const letters = [...layout];
    const text = [...LINK]
      .map((character) => letters[plain.indexOf(character.toLowerCase())] ?? character)
      .join("");
    assert.deepEqual(await outcomes(text, pressed(LINK)), ["genuine"], layout);
  }
});

test("numbers of the keypad are numbers, and shift may be pressed on each or none", async () => {
  const keypad = pressed(LINK).map((key) =>
    "code" in key ? { ...key, code: key.code.replace("Digit", "Numpad") } : key,
  );
  const all = keypad.map((key) => ({ ...key, shift: true }));
  for (const keys of [keypad, all, pressed(LINK).map((key) => ({ ...key, shift: true }))]) {
    assert.deepEqual(await outcomes("юю", keys), ["genuine"]);
  }
});

test("keys whose shift is turned about show where the link leads", async () => {
  const keys = pressed(LINK).map((key) => ("code" in key ? { ...key, shift: !key.shift } : key));
  const [code] = await read({ text: "юю", keys });
  assert.equal(code?.host, "waypost.example.org");
});

test("what comes without a key is read as it is, amid the keys", async () => {
  const keys = pressed(LINK);
  /** @type {Stroke[]} */
  const mixed = [...keys.slice(0, 60), { text: LINK.slice(60, 80) }, ...keys.slice(80)];
  assert.deepEqual(await outcomes("юю", mixed), ["genuine"]);
});

test("a changed character is never read away, and never another issuer's", async () => {
  const token = textOf("full code");
  for (const at of [-10, -40, -70]) {
    const old = token.at(at);
    const changed = `${token.slice(0, at)}${old === "Q" ? "R" : "Q"}${token.slice(at + 1)}`;
    assert.deepEqual(await outcomes(changed), ["not_genuine"]);
    assert.deepEqual(await outcomes(changed, pressed(changed)), ["not_genuine"]);
    assert.deepEqual(await outcomes("юю", pressed(changed)), ["not_genuine"]);
  }
});

test("the plain reading stands where no signature holds for another", async () => {
  const token = textOf("unknown key");
  const [code] = await read({ text: token, keys: pressed("hello") });
  assert.deepEqual([code?.found.outcome, code?.text], ["unknown_issuer", token]);
});

test("a code is whole at the length that its head declares", () => {
  for (const keys of [[], pressed(LINK)]) {
    const upTo = (/** @type {number} */ end) =>
      isWhole({ text: LINK.slice(0, end), keys: keys.slice(0, end) });
    assert.ok(upTo(LINK.length));
    const early = [...LINK].findIndex((_, index) => upTo(index));
    assert.equal(early, -1);
  }
  assert.ok(isWhole({ text: "юю", keys: pressed(LINK) }));
  assert.ok(!isWhole({ text: "юю", keys: pressed(LINK.slice(0, -1)) }));
});
