/*
 * Draws the pages of a PDF file, for the reader of pictures to look at. The library runs in the
 * page itself: what it would load beside (its worker, fonts, decoders) it is given or does without.
 */
import { getDocument } from "pdfjs-dist/build/pdf.min.mjs";
import * as worker from "pdfjs-dist/build/pdf.worker.min.mjs";

const DOTS = 200 / 72; // pixels for each point: a symbol of 30 mm has four to a module
const MAX_SIDE = 4096; // pixels

Object.assign(globalThis, { pdfjsWorker: worker }); // which it would fetch otherwise

/**
 * Calls look(canvas) for each page in turn, up to `limit`, and resolves to how many the file has.
 * Rejects where it is no PDF, is broken, or asks for a password.
 * @param {Uint8Array} bytes
 * @param {number} limit
 * @param {(page: HTMLCanvasElement) => Promise<void>} look
 */
export async function eachPage(bytes, limit, look) {
  const opening = getDocument({
    data: bytes,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    verbosity: 0,
  });
  try {
    const pdf = await opening.promise;
    for (let number = 1; number <= Math.min(pdf.numPages, limit); number += 1) {
      const page = await pdf.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({
        scale: Math.min(DOTS, MAX_SIDE / Math.max(width, height)),
      });
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.floor(viewport.width));
      canvas.height = Math.max(1, Math.floor(viewport.height));
      await page.render({ canvas, viewport }).promise;
      await look(canvas);
      page.cleanup();
    }
    return pdf.numPages;
  } finally {
    await opening.destroy();
  }
}
