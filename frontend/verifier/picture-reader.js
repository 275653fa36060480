// @ts-nocheck
/*
 * Reads QR codes in pictures and in the camera's view: by the browser itself (BarcodeDetector),
 * else by the bundled reader, which is loaded when first needed; and in the pages of PDF files.
 * Nothing of them leaves this device.
 */

const MAX_SIDE = 4096; // pixels; larger pictures are made smaller first
const PAUSE_MS = 120; // between two looks through the camera
const AWAY_MS = 3000; // a code that was out of view for so long counts as shown again

async function detector() {
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) return new BarcodeDetector({ formats: ["qr_code"] });
  } catch {
    // none here, or one that can't say what it reads: the bundled reader serves
  }
  return null;
}

function pixelsOf(source) {
  const width = source.videoWidth || source.width;
  const height = source.videoHeight || source.height;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff"; // what lies behind a transparent picture
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * The reader of this browser, or null. bundle: address of the bundled one, or "".
 * {glance, study}: picture -> texts of the codes in it; glance is for each look through the camera,
 * study asks the bundled reader too where the browser's own saw nothing.
 */
export async function openReader(bundle) {
  const own = await detector();
  if (!own && !bundle) return null;
  let loading = null;

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

  const texts = async (source) => (await own.detect(source)).map((code) => code.rawValue);
  return {
    glance: (source) => (own ? texts(source) : bundled(source)),
    async study(source) {
      const seen = own ? await texts(source) : [];
      return seen.length || !bundle ? seen : bundled(source);
    },
  };
}

/** Whether a file is a PDF, whatever it is called. */
export async function isPdf(file) {
  return (await file.slice(0, 1024).text()).includes("%PDF-");
}

/**
 * The texts of the codes on the first `most` pages of a PDF file: {texts, pages}, pages being how
 * many there are. bundle: address of the library that draws them. Rejects where it is not to be had
 * (`unloaded` is true of the error), or the file can't be opened.
 */
export async function studyPages(file, most, reader, bundle) {
  const { eachPage } = await import(bundle).catch((error) => {
    throw Object.assign(error, { unloaded: true }); // offline before it was kept
  });
  const texts = [];
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pages = await eachPage(bytes, most, async (page) => {
    texts.push(...(await reader.study(page)));
  });
  return { texts, pages };
}

/**
 * Shows the camera in a video element and calls found(text) for each code that comes into view, and
 * failed() if reading does not work here. Resolves to a function that stops it; rejects with the
 * browser's reason where there is no camera or it may not be used.
 */
export async function watch(reader, video, found, failed) {
  const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  const lastSeen = new Map();
  let watching = true;

  function stop() {
    watching = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }

  async function look() {
    if (!watching) return;
    try {
      const texts = video.readyState >= 2 ? await reader.glance(video) : [];
      const now = performance.now();
      for (const text of watching ? texts : []) {
        const away = now - (lastSeen.get(text) ?? -Infinity) > AWAY_MS;
        lastSeen.set(text, now);
        if (away) found(text);
      }
    } catch {
      if (watching) failed();
      return;
    }
    setTimeout(look, PAUSE_MS);
  }

  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  look();
  return stop;
}
