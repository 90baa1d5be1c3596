// Thousands of dots on a picture of their own: a canvas that is asked for them one by one takes longer for each.

const PARTS = 4; // of a pixel, to which a dot is placed: finer is not seen

/** @typedef {{side: number, half: number, covers: Uint8Array[]}} Stamp of a dot, for each part of a pixel it lies at */

/** @type {{radius: number, stamp: ?Stamp}} */
const last = { radius: NaN, stamp: null };

/**
 * How much of each pixel a dot covers, 0 to 255, by the part of a pixel, across and up to down, that its middle lies at.
 * @param {number} radius in pixels
 * @returns {Stamp} `half` pixels lie left of and above the pixel with the middle; the last one is kept
 */
export function stampOf(radius) {
  if (radius !== last.radius || last.stamp === null) Object.assign(last, { radius, stamp: drawnStamp(radius) });
  return /** @type {Stamp} */ (last.stamp);
}

/**
 * @param {number} radius
 * @returns {Stamp}
 */
function drawnStamp(radius) {
  const half = Math.ceil(radius + 0.5);
  const side = 2 * half + 1;
  const covers = Array.from({ length: PARTS * PARTS }, (_, part) => {
    const middleX = half + ((part % PARTS) + 0.5) / PARTS;
    const middleY = half + (Math.floor(part / PARTS) + 0.5) / PARTS;
    return Uint8Array.from({ length: side * side }, (_cover, at) => {
      const distance = Math.hypot((at % side) + 0.5 - middleX, Math.floor(at / side) + 0.5 - middleY);
      return Math.round(255 * Math.max(0, Math.min(1, radius + 0.5 - distance)));
    });
  });
  return { side, half, covers };
}

/**
 * Lay one dot over a picture; what lies beyond its edges is left out.
 * @param {{data: Uint8ClampedArray, width: number, height: number}} picture as ImageData
 * @param {Stamp} stamp
 * @param {number} x of the dot's middle, in pixels from the left edge
 * @param {number} y from the top
 * @param {number[]} color [r, g, b]
 * @param {number} opacity 0 to 1
 */
export function layDot({ data, width, height }, { side, half, covers }, x, y, [r, g, b], opacity) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const cover = covers[PARTS * Math.floor((y - row) * PARTS) + Math.floor((x - column) * PARTS)];
  const [left, top] = [column - half, row - half];
  const [firstX, lastX] = [Math.max(0, -left), Math.min(side, width - left)];
  const lastY = Math.min(side, height - top);
  for (let j = Math.max(0, -top); j < lastY; j++) {
    for (let i = firstX; i < lastX; i++) {
      const covered = cover[j * side + i];
      if (covered === 0) continue;
      const at = 4 * ((top + j) * width + left + i);
      const own = covered * opacity;
      const below = data[at + 3];
      const both = own + below - (own * below) / 255;
      const share = own / both;
      data[at] += (r - data[at]) * share;
      data[at + 1] += (g - data[at + 1]) * share;
      data[at + 2] += (b - data[at + 2]) * share;
      data[at + 3] = both;
    }
  }
}

/** [r, g, b] of "#rrggbb". */
export function rgbOf(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}
