/* Parts of libraries that come without types of their own. */

declare module "leaflet/dist/leaflet-src.esm.js" {
  export * from "leaflet";
}

declare module "pdfjs-dist/build/pdf.min.mjs" {
  export * from "pdfjs-dist";
}

declare module "pdfjs-dist/build/pdf.worker.min.mjs";

declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
