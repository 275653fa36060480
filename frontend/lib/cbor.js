/* CBOR (RFC 8949), as much as a code may hold, and whether it is deterministic (section 4.2). */

const MAX_DEPTH = 8;

/** Bytes that are not one well-formed item. */
export class Malformed extends Error {}

/** A value under a tag. */
export class Tagged {
  /**
   * @param {number | bigint} tag
   * @param {unknown} value
   */
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Uint8Array<ArrayBuffer>}
 */
export const isBytes = (value) => value instanceof Uint8Array;

/** @param {Uint8Array} bytes */
export const latin1 = (bytes) => String.fromCharCode(...bytes);

/** @param {number} float */
function fitsHalf(float) {
  const size = Math.abs(float);
  if (size === 0 || size === Infinity) return true;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10);
  return size <= 65504 && Number.isInteger(size / unit);
}

/**
 * Bytes -> {value, deterministic}; throws Malformed unless they are one well-formed item of
 * definite lengths. Integers beyond 2^53 are BigInt; floats and simple values are null, since no
 * claim may be one. Text that is not UTF-8 counts as not deterministic.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function decodeCbor(bytes) {
  let at = 0;
  let deterministic = true;

  /** @param {number | bigint} count */
  function take(count) {
    if (count > bytes.length - at) throw new Malformed();
    const start = at;
    at += Number(count);
    return bytes.subarray(start, at);
  }

  /** @param {number} info */
  function argument(info) {
    if (info < 24) return info;
    if (info > 27) throw new Malformed();
    let value = 0n;
    for (const byte of take(1 << (info - 24))) value = (value << 8n) | BigInt(byte);
    if (value < [24n, 1n << 8n, 1n << 16n, 1n << 32n][info - 24]) deterministic = false;
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  /** @param {number} info */
  function floatOrSimple(info) {
    if (info < 24) return null;
    if (info > 27) throw new Malformed();
    const raw = take(1 << (info - 24));
    const view = new DataView(raw.buffer, raw.byteOffset);
    if (info === 24 && raw[0] < 32) throw new Malformed();
    if (info === 25 && (raw[0] & 0x7c) === 0x7c && (raw[0] & 3 || raw[1])) {
      deterministic &&= raw[0] === 0x7e && raw[1] === 0;
    }
    if (info > 25) {
      const float = info === 26 ? view.getFloat32(0) : view.getFloat64(0);
      const shorter = info === 26 ? fitsHalf(float) : Math.fround(float) === float;
      if (shorter || Number.isNaN(float)) deterministic = false;
    }
    return null;
  }

  /** @param {Uint8Array<ArrayBuffer>} raw */
  function text(raw) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      deterministic = false;
      return "";
    }
  }

  /**
   * @param {number} depth
   * @returns {any}
   */
  function item(depth) {
    if (depth > MAX_DEPTH) throw new Malformed();
    const head = take(1)[0];
    const major = head >> 5;
    if (major === 7) return floatOrSimple(head & 31);
    const n = argument(head & 31);
    if (major === 0) return n;
    if (major === 1) return n < Number.MAX_SAFE_INTEGER ? -1 - Number(n) : -1n - BigInt(n);
    if (major === 2) return take(n);
    if (major === 3) return text(take(n));
    if (major === 4) {
      const items = [];
      for (let i = 0; i < n; i++) items.push(item(depth + 1));
      return items;
    }
    if (major === 5) {
      const map = new Map();
      let previous = "";
      for (let i = 0; i < n; i++) {
        const start = at;
        const key = item(depth + 1);
        const encoded = latin1(bytes.subarray(start, at));
        if (encoded <= previous) deterministic = false;
        previous = encoded;
        map.set(key, item(depth + 1));
      }
      return map;
    }
    const value = item(depth + 1);
    const bignum = (n === 2 || n === 3) && isBytes(value);
    if (bignum && (value.length < 9 || value[0] === 0)) deterministic = false;
    return new Tagged(n, value);
  }

  const value = item(1);
  if (at !== bytes.length) throw new Malformed();
  return { value, deterministic };
}

/**
 * Like decodeCbor, but null for whatever is malformed or not deterministic.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function decodeExact(bytes) {
  try {
    const { value, deterministic } = decodeCbor(bytes);
    return deterministic ? value : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
