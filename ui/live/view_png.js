// A view of the app as a text chunk of a PNG, as vae.figures.views writes it: the file opens the view again.

const SIGNATURE_AND_HEADER = 33; // bytes; text may follow the header of a PNG
const KEYWORD = "latent-explorer";

/**
 * The view that a link of this page opens.
 * @param {string} page its path below the app's address, "" for the home page
 * @param {string} link
 */
export function viewText(page, link) {
  const query = Object.fromEntries(new URL(link).searchParams);
  const text = JSON.stringify({ [KEYWORD]: 1, page, query, about: { run: query.run } });
  return text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Bytes of a PNG with a text in it.
 * @param {Uint8Array} png
 * @param {string} text in ASCII
 */
export function pngWithText(png, text) {
  const body = Uint8Array.from(`tEXt${KEYWORD}\0${text}`, (letter) => letter.charCodeAt(0));
  const chunk = new Uint8Array(body.length + 8);
  const words = new DataView(chunk.buffer);
  words.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  words.setUint32(body.length + 4, checksumOf(body));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, SIGNATURE_AND_HEADER));
  whole.set(chunk, SIGNATURE_AND_HEADER);
  whole.set(png.subarray(SIGNATURE_AND_HEADER), SIGNATURE_AND_HEADER + chunk.length);
  return whole;
}

/** CRC-32, as PNG has it. */
function checksumOf(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
