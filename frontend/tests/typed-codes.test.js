import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { elsewhere } from "../lib/find-codes.js";
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

const GERMAN = [
  "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
  "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
];
const FRENCH = [
  "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
  "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
];
/** Keyboards whose letters and digits are where those of the US are, or nearly so. */
const LATIN = {
  US: ROWS,
  German: GERMAN,
  French: FRENCH,
  Spanish: [
    "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-",
    'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
  ],
  "Latin American": [
    "|1234567890'¿qwertyuiop´+}asdfghjklñ{zxcvbnm,.-",
    '°!"#$%&/()=?¡QWERTYUIOP¨*]ASDFGHJKLÑ[ZXCVBNM;:_',
  ],
  Portuguese: [
    "\\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-",
    '|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_',
  ],
  Brazilian: [
    "'1234567890-=qwertyuiop´[]asdfghjklç~zxcvbnm,.;",
    '"!@#$%¨&*()_+QWERTYUIOP`{}ASDFGHJKLÇ^ZXCVBNM<>:',
  ],
  Italian: [
    "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-",
    '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
  ],
  "Canadian French": [
    "#1234567890-=qwertyuiop^¸<asdfghjkl;`zxcvbnm,.é",
    "|!\"/$%?&*()_+QWERTYUIOP^¨>ASDFGHJKL:`ZXCVBNM'.É",
  ],
};

/**
 * What a scanner that is set to one keyboard types on a computer that is set to another.
 * @param {string} text
 * @param {string[]} scanner its characters without and with shift
 * @param {string[]} computer
 * @param {boolean} isLocked caps lock, on letters
 */
function typedOn(text, scanner, computer, isLocked) {
  const [lower = "", upper = ""] = scanner;
  const typed = [...text].map((character) => {
    const shift = !lower.includes(character);
    const place = [...(shift ? upper : lower)].indexOf(character);
    const given = [...(computer[shift ? 1 : 0] ?? "")][place] ?? "";
    const isLetter = given.toLowerCase() !== given.toUpperCase() && given !== "ß";
    const other = shift ? given.toLowerCase() : given.toUpperCase();
    const key = { code: places[place] ?? "", shift };
    return { given: isLocked && isLetter ? other : given, key };
  });
  return { text: typed.map(({ given }) => given).join(""), keys: typed.map(({ key }) => key) };
}

const HOSTS = [
  "waypost.example.org",
  "zy-7.example.org:8443",
  "evi1.example",
  "look-alike.example",
];
/** @param {import("../verifier/typed-codes.js").Checked} code */
const otherHostOf = (code) => elsewhere(code, HOSTS.slice(0, 2));
const LEADS_TO = HOSTS.map((host, i) => (i < 2 ? "" : host));

test("where a link leads is read on every keyboard, by every scanner, and two in a row", async () => {
  const token = textOf("full code");
  const second = textOf("date and time only");
  for (const scanner of [ROWS, GERMAN, FRENCH]) {
    for (const [name, computer] of Object.entries(LATIN)) {
      if (scanner === GERMAN && name === "Brazilian") continue; // its hyphen could be a slash
      for (const isLocked of [false, true]) {
        for (const [i, host] of HOSTS.entries()) {
          const links = [`https://${host}/v#${token}`, `https://evi2.example/v#${second}`];
          const codes = await read(typedOn(links.join(""), scanner, computer, isLocked));
          assert.deepEqual(codes.map(otherHostOf), [LEADS_TO[i], "evi2.example"], name);
          assert.ok(codes.every(({ found }) => found.outcome === "genuine"));
        }
      }
    }
  }
});

test("where a link leads is read of its characters alone, where its letters are right", async () => {
  for (const [name, computer] of Object.entries(LATIN)) {
    for (const isLocked of [false, true]) {
      for (const [i, host] of HOSTS.entries()) {
        const { text } = typedOn(
          `https://${host}/v#${textOf("full code")}`,
          ROWS,
          computer,
          isLocked,
        );
        const codes = await read({ text, keys: [] });
        assert.deepEqual(codes.map(otherHostOf), [LEADS_TO[i]], name);
      }
    }
  }
});

test("a link that is one as it came is not read as another", async () => {
  const ours = typedOn("https://waypost.example.org/v#", ROWS, GERMAN, false).text;
  for (const evil of ["https://evi1.example/?", "http:\\\\evi1.example\\", "evi1.example/"]) {
    const codes = await read({ text: `${evil}${ours}${textOf("full code")}`, keys: [] });
    assert.deepEqual(codes.map(otherHostOf), ["evi1.example"]);
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
