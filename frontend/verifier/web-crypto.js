/* Signatures by the browser itself. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Ed25519 (RFC 8032) by the browser's own WebCrypto; rejects where it has none.
 * @type {(publicKey: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>}
 */
export async function verifyHere(publicKey, signature, message) {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/** Whether this browser can check by itself: WebCrypto, in a secure context, with Ed25519. */
export async function canCheck() {
  const basePoint = Uint8Array.from({ length: 32 }, (_, i) => (i ? 0x66 : 0x58));
  try {
    await verifyHere(basePoint, new Uint8Array(64), new Uint8Array());
    return true;
  } catch {
    return false;
  }
}
