/*! qrcode-generator 2.0.4, MIT licence */
import qrcode from "qrcode-generator";

/**
 * The QR symbol (ISO/IEC 18004) of a code's link, as rows of modules, dark ones true, without a
 * quiet zone. The link, "" for none, goes in as bytes and the code as alphanumeric text, which is what
 * verification/qr.py arrives at and the smallest there is. level: "M" on screens, "Q" on paper.
 * @param {string} link
 * @param {string} code
 * @param {"M" | "Q"} level
 */
export function symbol(link, code, level) {
  const encoder = qrcode(0, level);
  if (link) encoder.addData(link, "Byte");
  encoder.addData(code, "Alphanumeric");
  encoder.make();
  const along = [...Array(encoder.getModuleCount()).keys()];
  return along.map((y) => along.map((x) => encoder.isDark(y, x)));
}
