// Bundles that a page brings along as text, as ui/site/packing.py packs them.

import { bytesIn } from "../live/base64.js";

/**
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 */
export async function unpacked(text) {
  const squeezed = bytesIn(text);
  const stream = new Blob([squeezed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const apart = new Uint8Array(await new Response(stream).arrayBuffer());
  const half = Math.ceil(apart.length / 2);
  const bytes = new Uint8Array(apart.length);
  for (let i = 0; i < apart.length; i++) bytes[i] = apart[i % 2 ? half + (i - 1) / 2 : i / 2];
  return bytes;
}
