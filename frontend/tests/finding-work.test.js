/*
 * The work of the finder grows no faster than the text. How many characters its expressions and cuts
 * go over is counted, which no busy machine changes. How long one expression takes over them can only
 * be measured: a long text beside as much of a short one right after, so that a busy machine is as
 * slow for both, and again until once it is little enough.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findCodes, opaqueHost } from "../lib/find-codes.js";

const FILE = new URL("../../tests/vectors/finding.json", import.meta.url);
const TOKEN = JSON.parse(readFileSync(FILE, "utf-8")).cases[0].text;
const CUT = `${TOKEN.slice(0, 60)} `;
const SHORT = 1500;
const TIMES = 16; // as long, and as slow as so many short ones where time grows as the square
const MOST = 4;
const ROUNDS = 5;
const LEAST_US = 8000; // of less, half a collection of garbage would be too much

/** Texts that a search going over them again and again would take minutes for. */
const HOSTILE = [
  ...[" ", "\n", "2", "2KCE3IQB", "2KCE3IQB.", `2${" ".repeat(39)}`, "(", "://", "://a@a"],
  ...[
    "a://b#2KCE3IQB!",
    "%25",
    "%41 ",
    "&amp;",
    "&sol;",
    " https;--",
    " https!?",
    "<b ",
    "a#\n> ",
    "urldefense",
    "a.",
    "/",
  ],
  ...["\u0315\u0300", "\uff12", "=\r\n", "\\n", "\u{1f600}", `${"A".repeat(16)} `],
  ...[`${"a".repeat(17)} `, TOKEN.slice(0, 34), TOKEN.slice(0, 130), `${CUT}(1/2)`, TOKEN],
  ...[`${CUT}a ${"A".repeat(20)} `, `${"A".repeat(70)} ${CUT}`],
].flatMap((part) => ["", CUT].map((before) => ({ part, before })));

/** @param {string} text */
function search(text) {
  findCodes(text);
  opaqueHost(text);
}

/**
 * How many characters the search of a text goes over. Replacing, splitting and matching call `exec`
 * where it is no longer the engine's own. Throws an error where there are more than `most`.
 * @param {string} text
 * @param {number} [most]
 */
function workOf(text, most = Infinity) {
  const { exec } = RegExp.prototype;
  const { slice, split } = String.prototype;
  let work = 0;
  const add = (/** @type {number} */ characters) => {
    work += 1 + characters;
    if (work > most) throw new Error(`more than ${most} characters`);
  };
  /** @this {RegExp} @param {string} searched */
  RegExp.prototype.exec = function (searched) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, searched);
    if (match) add(match.index + match[0].length - from);
    else add(this.sticky ? 0 : searched.length - from);
    return match;
  };
  String.prototype.slice = function (start, end) {
    const cut = slice.call(this, start, end);
    add(cut.length);
    return cut;
  };
  /** @this {string} @param {any} separator @param {number} [limit] */
  String.prototype.split = function (separator, limit) {
    add(this.length);
    return split.call(this, separator, limit);
  };
  try {
    search(text);
  } finally {
    RegExp.prototype.exec = exec;
    Object.assign(String.prototype, { slice, split });
  }
  return work;
}

/**
 * How long this process is at work for as many searches of a text. Both of its times: what is the
 * system's is a guess by the tick of a clock.
 * @param {string} text
 * @param {number} searches
 */
function microseconds(text, searches) {
  const began = process.cpuUsage();
  for (let i = 0; i < searches; i++) search(text);
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

for (const { part, before } of HOSTILE) {
  const count = Math.ceil(SHORT / part.length);
  const short = before + part.repeat(count);
  const long = before + part.repeat(count * TIMES);
  const name = `${JSON.stringify(part.slice(0, 16))}${before && ", behind a cut code"}`;

  test(`the work grows with the text: ${name}`, () => {
    const least = workOf(short);
    assert.ok(least >= short.length);
    assert.doesNotThrow(() => workOf(long, least * TIMES * 1.5));
  });

  test(`the time grows with the text: ${name}`, () => {
    const timesAsSlow = () => {
      const once = microseconds(long, 1);
      return once / Math.max(microseconds(short, TIMES), LEAST_US);
    };
    let least = Infinity;
    for (let i = 0; i < ROUNDS && least > MOST; i++) least = Math.min(least, timesAsSlow());
    assert.ok(least <= MOST, `${least} times as slow as short ones`);
  });
}
