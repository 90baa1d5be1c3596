// The view that a PNG, GIF, WebP, MP4 or NPZ of this app carries: the twin of vae.figures.views.read_view.

const KEYWORD = "latent-explorer";
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Return {page, query, about} of a file's bytes, or null where it carries no view. */
export function viewIn(bytes) {
  const text = PNG.every((byte, i) => bytes[i] === byte) ? textOfPng(bytes)
    : ascii(bytes, 0, 3) === "GIF" ? commentOfGif(bytes)
      : ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP" ? xmpOfWebp(bytes)
        : ascii(bytes, 4, 4) === "ftyp" ? commentOfMp4(bytes)
          : ascii(bytes, 0, 4) === "PK\x03\x04" ? textOfNpz(bytes) : null;
  return text === null ? null : parsedView(text);
}

function parsedView(text) {
  try {
    const { [KEYWORD]: format, page, query, about } = JSON.parse(text);
    const isView = format === 1 && typeof page === "string" && typeof query === "object" && query !== null
      && Object.values(query).every((value) => typeof value === "string");
    return isView ? { page, query, about } : null;
  } catch {
    return null;
  }
}

function ascii(bytes, start, count) {
  return String.fromCharCode(...bytes.subarray(start, start + count));
}

function wordAt(bytes, at, isLittle) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, isLittle);
}

function longText(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}

function textOfPng(bytes) {
  for (let at = PNG.length; at + 12 <= bytes.length;) {
    const size = wordAt(bytes, at, false);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (ascii(bytes, at + 4, 4) === "tEXt" && ascii(body, 0, KEYWORD.length + 1) === `${KEYWORD}\0`) {
      return longText(body.subarray(KEYWORD.length + 1));
    }
    at += size + 12;
  }
  return null;
}

/** The blocks of a GIF one after another; pictures are skipped, comments are what is looked for. */
function commentOfGif(bytes) {
  const colors = (flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colors(bytes[10]);
  const readBlocks = () => {
    const parts = [];
    while (at < bytes.length && bytes[at] !== 0) {
      parts.push(longText(bytes.subarray(at + 1, at + 1 + bytes[at])));
      at += bytes[at] + 1;
    }
    at++;
    return parts.join("");
  };
  while (at < bytes.length) {
    if (bytes[at] === 0x21) {
      const kind = bytes[at + 1];
      at += 2;
      const text = readBlocks();
      if (kind === 0xfe && parsedView(text)) return text;
    } else if (bytes[at] === 0x2c) {
      at += 11 + colors(bytes[at + 9]);
      readBlocks();
    } else {
      break;
    }
  }
  return null;
}

/** The first array of an archive, stored as it is: a text of 4 bytes a letter behind a header in ASCII. */
function textOfNpz(bytes) {
  if (bytes.length < 30) return null;
  const short = (at) => bytes[at] + 256 * bytes[at + 1];
  const nameEnd = 30 + short(26);
  const isStored = short(8) === 0;
  if (!isStored || ascii(bytes, 30, nameEnd - 30) !== "view.npy") return null;
  const size = wordAt(bytes, 18, true);
  const start = nameEnd + short(28);
  const body = bytes.subarray(start, start + size);
  const letters = body.subarray(10 + (body[8] ?? 0) + 256 * (body[9] ?? 0));
  return Array.from({ length: letters.length >> 2 }, (_, i) => String.fromCodePoint(letters[4 * i] + 256 * letters[4 * i + 1])).join("");
}

function xmpOfWebp(bytes) {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = wordAt(bytes, at + 4, true);
    if (ascii(bytes, at, 4) === "XMP ") return longText(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return null;
}

/** Boxes in boxes; "meta" begins with four bytes of its own, the text behind eight. */
function commentOfMp4(bytes) {
  let found = bytes;
  for (const name of ["moov", "udta", "meta", "ilst", "\xa9cmt", "data"]) {
    found = boxIn(name === "ilst" ? found.subarray(4) : found, name);
    if (found === null) return null;
  }
  return longText(found.subarray(8));
}

function boxIn(bytes, name) {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = wordAt(bytes, at, false);
    if (ascii(bytes, at + 4, 4) === name) return bytes.subarray(at + 8, at + size);
    if (size < 8) return null; // to the end, or longer than we write
    at += size;
  }
  return null;
}
