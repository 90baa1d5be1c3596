// Motions as small pictures, as vae/motion/drawing.py draws them: the tip's way as large as fits, and the arm as it ends.

import { MOST_ANGLES, LEAST_ANGLES, NUM_STEPS, elbowAt, tipAt } from "./motion_arm.js";

const [TILE_HEIGHT, TILE_WIDTH] = [72, 96];
const [ACROSS, LEAST_ACROSS] = [1.4, 0.9]; // times the way's extent, and metres
const WAY_WIDTH = 3.2; // pixels
const [LINK_WIDTH, TIP_WIDTH] = [0.06, 0.11]; // metres
const FIRST_INK = 0.4;
const ARM_INK = 0.3;

const ink = new Float32Array(TILE_HEIGHT * TILE_WIDTH);
const tips = new Float64Array(2 * NUM_STEPS);

/** @returns {[number, number, number]} the drawing's height, width and channels */
export function raster() {
  return [TILE_HEIGHT, TILE_WIDTH, 1];
}

/**
 * Write one motion into the words of an ImageData of the raster's size.
 * @param {Uint32Array} words
 * @param {ArrayLike<number>} values in [0, 1]: shoulder and elbow in turn
 * @param {{ramp: Uint32Array}} look 256 words from paper to ink
 */
export function fill(words, values, { ramp }) {
  for (let step = 0; step < NUM_STEPS; step++) tips.set(tipAt(angleOf(values, 2 * step), angleOf(values, 2 * step + 1)), 2 * step);
  const { scale, pixelOf } = windowOn(tips);
  ink.fill(0);
  const last = 2 * NUM_STEPS - 2;
  const elbow = pixelOf(...elbowAt(angleOf(values, last)));
  const tip = pixelOf(tips[last], tips[last + 1]);
  addLine(pixelOf(0, 0), elbow, ARM_INK, LINK_WIDTH * scale);
  addLine(elbow, tip, ARM_INK, LINK_WIDTH * scale);
  addLine(tip, tip, ARM_INK, TIP_WIDTH * scale);
  let before = pixelOf(tips[0], tips[1]);
  for (let step = 1; step < NUM_STEPS; step++) {
    const next = pixelOf(tips[2 * step], tips[2 * step + 1]);
    addLine(before, next, FIRST_INK + ((1 - FIRST_INK) * (step - 1)) / (NUM_STEPS - 2), WAY_WIDTH);
    before = next;
  }
  for (let i = 0; i < ink.length; i++) words[i] = ramp[(255 * ink[i] + 0.5) | 0];
}

/** How many pixels a metre has, and where a place is drawn: columns and rows; a pixel's middle is at a whole number. */
function windowOn(way) {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < way.length; i += 2) {
    left = Math.min(left, way[i]);
    right = Math.max(right, way[i]);
    bottom = Math.min(bottom, way[i + 1]);
    top = Math.max(top, way[i + 1]);
  }
  const scale = TILE_WIDTH / Math.max(ACROSS * Math.max(right - left, (TILE_WIDTH / TILE_HEIGHT) * (top - bottom)), LEAST_ACROSS);
  const [middleX, middleY] = [(left + right) / 2, (bottom + top) / 2];
  /** @type {(x: number, y: number) => [number, number]} */
  const pixelOf = (x, y) => [TILE_WIDTH / 2 - 0.5 + scale * (x - middleX), TILE_HEIGHT / 2 - 0.5 - scale * (y - middleY)];
  return { scale, pixelOf };
}

function angleOf(values, index) {
  const k = index % 2;
  return LEAST_ANGLES[k] + values[index] * (MOST_ANGLES[k] - LEAST_ANGLES[k]);
}

/** Draw a line where it is darker than what is there. */
function addLine([column, row], [endColumn, endRow], value, width) {
  const half = (width + 1) / 2;
  const [alongX, alongY] = [endColumn - column, endRow - row];
  const squared = Math.max(alongX * alongX + alongY * alongY, 1e-12);
  const left = Math.max(0, Math.ceil(Math.min(column, endColumn) - half));
  const right = Math.min(TILE_WIDTH - 1, Math.floor(Math.max(column, endColumn) + half));
  const top = Math.max(0, Math.ceil(Math.min(row, endRow) - half));
  const bottom = Math.min(TILE_HEIGHT - 1, Math.floor(Math.max(row, endRow) + half));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const share = Math.max(0, Math.min(1, ((x - column) * alongX + (y - row) * alongY) / squared));
      const missedX = x - column - share * alongX;
      const missedY = y - row - share * alongY;
      const cover = Math.min(1, half - Math.sqrt(missedX * missedX + missedY * missedY));
      if (cover <= 0) continue;
      const at = y * TILE_WIDTH + x;
      if (cover * value > ink[at]) ink[at] = cover * value;
    }
  }
}
