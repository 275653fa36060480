// @ts-nocheck
/*! qrcode-generator 2.0.4, MIT licence */
import qrcode from "qrcode-generator";

/**
 * The QR symbol (ISO/IEC 18004) of a code's link, as rows of modules, dark ones true, without a
 * quiet zone. The link goes in as bytes and the code as alphanumeric text, which is what
 * verification/qr.py arrives at and the smallest there is. level: "M" on screens, "Q" on paper.
 */
export function symbol(link, code, level) {
  const made = qrcode(0, level);
  made.addData(link, "Byte");
  made.addData(code, "Alphanumeric");
  made.make();
  const along = [...Array(made.getModuleCount()).keys()];
  return along.map((y) => along.map((x) => made.isDark(y, x)));
}
