/*
 * Reads QR codes in pictures where the browser has no BarcodeDetector. The WebAssembly is inside
 * this script, because the service serves text only; the library would fetch it from elsewhere.
 */
import "./older.js";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

// With the bytes given, the name that the library asks for is never fetched.
const HERE = {
  wasmBinary: /** @type {any} */ (wasm).buffer,
  locateFile: (/** @type {string} */ name) => name,
};
/** @type {import("zxing-wasm/reader").ReaderOptions} */
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 64 };

/** Makes the reader ready; rejects where WebAssembly is refused. */
export async function prepare() {
  await prepareZXingModule({ overrides: HERE, equalityFn: Object.is, fireImmediately: true });
}

/**
 * The texts of the QR codes in a picture, in reading order of the reader.
 * @param {ImageData} picture
 */
export async function read(picture) {
  const found = await readBarcodes(picture, OPTIONS);
  return found.filter((code) => code.isValid).map((code) => code.text);
}
