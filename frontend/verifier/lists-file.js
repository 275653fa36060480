/*
 * Lists from a file, at the desk: signed snapshots of keys and withdrawals, and a list of issuers
 * whose snapshots count. Everything stays on this device. Loaded when it is asked for.
 */
import { addressOf, byId, element } from "../lib/page.js";
import { store } from "../lib/storage.js";
import { fill } from "../lib/times.js";
import { data, seconds, times } from "./desk-page.js";
import { forgetLists, storedLists, storeLists } from "./trust.js";
import { CHOSEN, otherIssuers, ownAddress, pinsOf, storedAt } from "./trust-list.js";
import { readSnapshot } from "./trust-snapshot.js";

const THUMBPRINT = /^[\w-]{43}$/;
const ADDRESS =
  /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[\w.~-]+)*$|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/[\w.~-]+)*$/;

/** @typedef {import("./trust-list.js").Issuer} Issuer */
/** @typedef {import("./check-code.js").Verify} Verify */

/** @type {Record<string, string>} */
let words = {};

/** Loads what is said here, before anything is. */
export async function loadWords() {
  ({ words } = await import(addressOf(data.listWords)));
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
const text = (key, values = {}) => fill(words[key] ?? "", values);

const own = () => ({
  name: data.organisation ?? "",
  address: ownAddress(),
  thumbprints: pinsOf(ownAddress()),
});
const others = () => otherIssuers(JSON.parse(data.issuers ?? "[]"));

/**
 * The issuers of a trust list; the number of the first entry that is none.
 * @param {any[]} entries
 * @returns {Issuer[] | number}
 */
function issuersIn(entries) {
  const issuers = [];
  for (const [index, entry] of entries.entries()) {
    const { name, address, thumbprints } = entry ?? {};
    const isIssuer =
      typeof name === "string" &&
      name.trim() &&
      name.length <= 100 &&
      typeof address === "string" &&
      ADDRESS.test(address.replace(/\/$/, "")) &&
      Array.isArray(thumbprints) &&
      thumbprints.length > 0 &&
      thumbprints.every((one) => typeof one === "string" && THUMBPRINT.test(one));
    if (!isIssuer) return index + 1;
    issuers.push({ name: name.trim(), address: address.replace(/\/$/, ""), thumbprints });
  }
  return issuers;
}

/**
 * What becomes of a snapshot, by what is known of each issuer now.
 * @param {string} content
 * @param {Issuer[]} issuers
 * @param {Verify} [verify]
 */
function read(content, issuers, verify) {
  const trusted = new Map(
    issuers.map(({ address, thumbprints }) => {
      const { keysFetchedAt: asOf, ...lists } = storedLists(storedAt(address));
      const last = asOf === null ? null : { asOf, ...lists };
      return [address, { pins: thumbprints, last }];
    }),
  );
  return readSnapshot(content, trusted, seconds(), verify);
}

/**
 * What is to be said of one file, which is taken if it may be.
 * @param {File} file
 * @param {Verify | undefined} verify
 * @param {() => Promise<void>} underWay
 */
async function take(file, verify, underWay) {
  const { name } = file;
  const content = await file.text();
  let body;
  try {
    body = JSON.parse(content);
  } catch {
    return text("trust.not", { file: name });
  }
  if (Array.isArray(body?.issuers)) {
    const issuers = issuersIn(body.issuers);
    if (typeof issuers === "number") return text("trust.wrong", { file: name, number: issuers });
    if (!store(CHOSEN, issuers)) return text("trust.unkept");
    return text("trust.issuers", { file: name, count: issuers.length });
  }
  const issuers = [own(), ...others()];
  let found = await read(content, issuers, verify);
  if ("refusal" in found && found.refusal === "unknown_signer") {
    await underWay(); // the key may be in a list that is on its way
    found = await read(content, issuers, verify);
  }
  if ("refusal" in found) return text(`trust.refused.${found.refusal}`, { file: name });
  const { snapshot } = found;
  if (!storeLists(storedAt(snapshot.issuer), snapshot)) return text("trust.unkept");
  const issuer = issuers.find(({ address }) => address === snapshot.issuer)?.name ?? "";
  return text("trust.accepted", { file: name, issuer, date: times.here(snapshot.asOf) });
}

/** Shows whom this desk trusts, and as of when. */
export function showIssuers() {
  const issuers = [own(), ...others()];
  const lines = issuers.map(({ name, address }) => {
    const { keysFetchedAt } = storedLists(storedAt(address));
    const host = address.replace(/^https?:\/\//, "");
    const values = { issuer: name, host };
    const said =
      keysFetchedAt === null
        ? text("trust.none", values)
        : text("trust.row", { ...values, date: times.here(keysFetchedAt) });
    return element("li", "", said);
  });
  byId("trust-issuers").replaceChildren(...lines);
  byId("trust-forget").hidden = !others().some(({ isAsked }) => !isAsked);
}

/**
 * Takes the files, and says of each what became of it.
 * @param {File[]} files
 * @param {Verify | undefined} verify
 * @param {() => Promise<void>} underWay waits for lists that are being fetched
 */
export async function takeFiles(files, verify, underWay) {
  const said = [];
  for (const file of files) said.push(await take(file, verify, underWay));
  byId("trust-says").replaceChildren(...said.map((line) => element("p", "", line)));
  showIssuers();
}

/** Forgets the issuers that were chosen by hand, and their lists. */
export function forgetIssuers() {
  for (const { address, isAsked } of others()) if (!isAsked) forgetLists(address);
  store(CHOSEN, null);
  byId("trust-says").textContent = text("trust.forgotten");
  showIssuers();
}
