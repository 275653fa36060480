/*
 * Ed25519 (RFC 8032) for browsers whose WebCrypto has none, with the outcome that WebCrypto and
 * libsodium give: strict encodings, no small-order keys, and the equation without the cofactor,
 * which the library itself multiplies in.
 */
import "./older.js";
import { hashes, Point, verify as verifyWithCofactor } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

hashes.sha512 = sha512;

/**
 * Little-endian bytes as a number below the order of the base point.
 * @param {Uint8Array} bytes
 */
function scalar(bytes) {
  let number = 0n;
  for (const byte of [...bytes].reverse()) number = (number << 8n) | BigInt(byte);
  return number % Point.CURVE().n;
}

/**
 * Whether `signature` (64 bytes) over `message` is of `publicKey` (32 bytes).
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
export function verify(publicKey, signature, message) {
  if (!verifyWithCofactor(signature, message, publicKey, { zip215: false })) return false;
  const r = signature.subarray(0, 32);
  const k = scalar(sha512(Uint8Array.from([...r, ...publicKey, ...message])));
  const sB = Point.BASE.multiply(scalar(signature.subarray(32)), false);
  const found = sB.subtract(Point.fromBytes(publicKey).multiply(k, false)).toBytes();
  return found.every((byte, i) => byte === r[i]);
}
