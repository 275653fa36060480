/*
 * Reads QR codes in pictures and in the camera's view: by the browser itself (BarcodeDetector),
 * else by the bundled reader, which is loaded when first needed; and in the pages of PDF files.
 * Nothing of them leaves this device.
 */

const MAX_SIDE = 4096; // pixels; larger pictures are made smaller first
const PAUSE_MS = 120; // between two looks through the camera
const AWAY_MS = 3000; // a code that was out of view for so long counts as shown again

/** @typedef {HTMLVideoElement | HTMLCanvasElement | ImageBitmap} Picture */

/** @typedef {{detect: (picture: Picture) => Promise<{rawValue: string}[]>}} Detector */

/**
 * Finds the codes in a picture: glance for each look through the camera, study also by the bundled
 * reader where the browser's own saw nothing. Both resolve to their texts.
 * @typedef {object} Reader
 * @property {(picture: Picture) => Promise<string[]>} glance
 * @property {(picture: Picture) => Promise<string[]>} study
 */

/** @returns {Promise<Detector | null>} */
async function openDetector() {
  try {
    const { BarcodeDetector } = /** @type {any} */ (globalThis);
    const formats = await BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) return new BarcodeDetector({ formats: ["qr_code"] });
  } catch {
    // none here, or one that can't say what it reads: the bundled reader serves
  }
  return null;
}

/** @param {Picture} source */
function pixelsOf(source) {
  const isVideo = source instanceof HTMLVideoElement;
  const width = isVideo ? source.videoWidth : source.width;
  const height = isVideo ? source.videoHeight : source.height;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  pen.fillStyle = "#fff"; // what lies behind a transparent picture
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Resolves to the reader of this browser, or null.
 * @param {string} bundle the address of the bundled one, or ""
 * @returns {Promise<Reader | null>}
 */
export async function openReader(bundle) {
  const own = await openDetector();
  if (!own && !bundle) return null;
  /** @type {Promise<any> | null} */
  let loading = null;

  /**
   * @param {Picture} source
   * @returns {Promise<string[]>}
   */
  async function bundled(source) {
    loading ??= import(bundle).then(async (reader) => {
      await reader.prepare();
      return reader;
    });
    try {
      return (await loading).read(pixelsOf(source));
    } catch (error) {
      loading = null; // offline before the first use: it may work later
      throw error;
    }
  }

  const texts = async (/** @type {Detector} */ detector, /** @type {Picture} */ source) =>
    (await detector.detect(source)).map((code) => code.rawValue);
  return {
    glance: (source) => (own ? texts(own, source) : bundled(source)),
    async study(source) {
      const seen = own ? await texts(own, source) : [];
      return seen.length || !bundle ? seen : bundled(source);
    },
  };
}

/**
 * Resolves to whether a file is a PDF, whatever it is called.
 * @param {File} file
 */
export async function isPdf(file) {
  return (await file.slice(0, 1024).text()).includes("%PDF-");
}

/** A library that is not to be had now. */
export class UnavailableError extends Error {}

/**
 * Resolves to the texts of the codes on the first pages of a PDF file, and how many pages it has.
 * Rejects with UnavailableError where the library can't be had, else where the file can't be opened.
 * @param {File} file
 * @param {number} limit how many pages
 * @param {Reader} reader
 * @param {string} bundle the address of the library that draws them
 */
export async function studyPages(file, limit, reader, bundle) {
  const { eachPage } = await import(bundle).catch(() => {
    throw new UnavailableError(); // offline before it was kept
  });
  /** @type {string[]} */
  const texts = [];
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pages = await eachPage(bytes, limit, async (/** @type {HTMLCanvasElement} */ page) => {
    texts.push(...(await reader.study(page)));
  });
  return { texts, pages };
}

/**
 * Shows the camera in a video element until it is ended, be it while it starts. Resolves once it is
 * on; rejects with the browser's reason where there is no camera or it may not be used.
 * @param {Reader} reader
 * @param {HTMLVideoElement} video
 * @param {(text: string) => void} found is called for each code that comes into view
 * @param {() => void} failed is called if reading does not work here
 * @param {AbortSignal} end
 */
export async function watch(reader, video, found, failed, end) {
  const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  const lastSeen = new Map();
  let inView = new Set(); // at the last look, which may be long ago where looking is slow

  function stop() {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }

  async function look() {
    if (end.aborted) return;
    try {
      const texts = video.readyState >= 2 ? await reader.glance(video) : [];
      const now = performance.now();
      for (const text of end.aborted ? [] : texts) {
        const wasAway = now - (lastSeen.get(text) ?? -Infinity) > AWAY_MS;
        lastSeen.set(text, now);
        if (wasAway && !inView.has(text)) found(text);
      }
      inView = new Set(texts);
    } catch {
      if (!end.aborted) failed();
      return;
    }
    setTimeout(look, PAUSE_MS);
  }

  if (end.aborted) return stop();
  end.addEventListener("abort", stop);
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  look();
}
