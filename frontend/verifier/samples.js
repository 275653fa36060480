/*
 * The codes to practise with, and their symbols. They are signed with the published sample key, so
 * that none is proof; tests/tools/test_build_pages.py makes the same. Loaded when practice begins.
 */
import { symbolSvg } from "../lib/symbol.js";

/** @typedef {{name: string, code: string}} Sample `code`: a link or a text */

/** @type {[Sample, ...Sample[]]} */
export const SAMPLES = [
  {
    name: "plain",
    code: "2KCE3IQBE4CEQWLOOI2UOV2ENSQFQQ5EAQNGUSU3UADBU2K5MK4AOSSTIFGVATCFINHUIRJ2AAAQAAEGMANGSXKNUAABQWTOKNQW24DMMUQG2ZLFORUW4Z3LKNQW24DMMUQHI33XNZMEBH34F22OJQVFNWVKOPZKH2PMDPLM7FNA765TJOKSWO427BWN4MX63KJD3DLHH3LDYDZOVCKACG44L3FZI5PSKRSZIKPV5GNG43DQPEFA",
  },
  {
    name: "time_only",
    code: "2KCE3IQBE4CEQWLOOI2UOV2ENSQFQKVEAQNGUSU3UADBU2K5MK4AOSSTIFGVATCFFVKFOTZ2AAAQAAEGMANGSXKNUAABQWTAMBMEBUKCHMIKBUTOXXH23BZBNVNG6EK3T2X7RUIKLAV4RVVO5VHT52B4NOGHEQUSOISGAPFCDIJGTM2MW6M3J4AZXHRFIYASQCF6K3ZB7QAQ",
  },
  {
    name: "changed",
    code: "2KCE3IQBE4CEQWLOOI2UOV2ENSQFQQ5EAQNGUSU3UADBU2K5MK4AOSSTIFGVATCFINHUIRJ2AAAQAAEGMANGSXKNUAABQWTOKNQW24DMMUQG2ZLFORUW4Z3LKNUW24DMMUQHI33XNZMEBH34F22OJQVFNWVKOPZKH2PMDPLM7FNA765TJOKSWO427BWN4MX63KJD3DLHH3LDYDZOVCKACG44L3FZI5PSKRSZIKPV5GNG43DQPEFA",
  },
  {
    name: "elsewhere",
    code: "https://look-alike.example/v#2KCE3IQBE4CEQWLOOI2UOV2ENSQFQQ5EAQNGUSU3UADBU2K5MK4AOSSTIFGVATCFFUZVERB2AAAQAAEGMANGSXKNUAABQWTOKNQW24DMMUQG2ZLFORUW4Z3LKNQW24DMMUQHI33XNZMEA35PIGOSOHJHHU4266EVCUQFBK3PRXGOSN6DIJS7UDE2S2VCVWNNXJ2ZJABMY57NDSJSIK63JIBOPMVGRWO3E6JZK5O67NUQ47ROVUHA",
  },
];

/**
 * The symbol of a sample; null where the encoder can't be had.
 * @param {Sample} sample
 * @param {string} encoder its address
 * @param {string} label
 */
export async function symbolOf({ code }, encoder, label) {
  const start = code.indexOf("#") + 1;
  try {
    const { symbol } = await import(encoder);
    return symbolSvg(symbol(code.slice(0, start), code.slice(start), "M"), label);
  } catch {
    return null;
  }
}
