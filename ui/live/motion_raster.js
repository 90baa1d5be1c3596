// Motions as small pictures, as vae/motion/drawing.py draws them: the tip's way, the later the darker, and the arm as it ends.

import { ARM_BOX, MOST_ANGLES, LEAST_ANGLES, NUM_STEPS, elbowAt, tipAt } from "./motion_arm.js";

const [ARM_HEIGHT, ARM_WIDTH] = [36, 48];
const ARM_SCALE = ARM_WIDTH / (ARM_BOX[1] - ARM_BOX[0]); // pixels a metre
const WAY_WIDTH = 1.7; // pixels: maps show them half as large
const LINK_WIDTH = 1.2;
const FIRST_INK = 0.5;
const ARM_INK = 0.35;

const ink = new Float32Array(ARM_HEIGHT * ARM_WIDTH);

/** @returns {[number, number, number]} the drawing's height, width and channels */
export function raster() {
  return [ARM_HEIGHT, ARM_WIDTH, 1];
}

/**
 * Write one motion into the words of an ImageData of the raster's size.
 * @param {Uint32Array} words
 * @param {ArrayLike<number>} values in [0, 1]: shoulder and elbow in turn
 * @param {{ramp: Uint32Array}} look 256 words from paper to ink
 */
export function fill(words, values, { ramp }) {
  ink.fill(0);
  let [column, row] = pixelOf(tipOf(values, 0));
  for (let step = 1; step < NUM_STEPS; step++) {
    const [nextColumn, nextRow] = pixelOf(tipOf(values, step));
    const value = FIRST_INK + ((1 - FIRST_INK) * (step - 1)) / (NUM_STEPS - 2);
    addLine(column, row, nextColumn, nextRow, value, WAY_WIDTH);
    [column, row] = [nextColumn, nextRow];
  }
  const [elbowColumn, elbowRow] = pixelOf(elbowAt(angleOf(values, 2 * NUM_STEPS - 2)));
  addLine(...pixelOf([0, 0]), elbowColumn, elbowRow, ARM_INK, LINK_WIDTH);
  addLine(elbowColumn, elbowRow, column, row, ARM_INK, LINK_WIDTH);
  for (let i = 0; i < ink.length; i++) words[i] = ramp[(255 * ink[i] + 0.5) | 0];
}

function angleOf(values, index) {
  const k = index % 2;
  return LEAST_ANGLES[k] + values[index] * (MOST_ANGLES[k] - LEAST_ANGLES[k]);
}

function tipOf(values, step) {
  return tipAt(angleOf(values, 2 * step), angleOf(values, 2 * step + 1));
}

/**
 * Columns and rows; a pixel's middle is at a whole number.
 * @returns {[number, number]}
 */
function pixelOf([x, y]) {
  return [(x - ARM_BOX[0]) * ARM_SCALE - 0.5, (ARM_BOX[3] - y) * ARM_SCALE - 0.5];
}

/** Draw a line where it is darker than what is there. */
function addLine(column, row, endColumn, endRow, value, width) {
  const half = (width + 1) / 2;
  const [alongX, alongY] = [endColumn - column, endRow - row];
  const squared = Math.max(alongX * alongX + alongY * alongY, 1e-12);
  const left = Math.max(0, Math.ceil(Math.min(column, endColumn) - half));
  const right = Math.min(ARM_WIDTH - 1, Math.floor(Math.max(column, endColumn) + half));
  const top = Math.max(0, Math.ceil(Math.min(row, endRow) - half));
  const bottom = Math.min(ARM_HEIGHT - 1, Math.floor(Math.max(row, endRow) + half));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const share = Math.max(0, Math.min(1, ((x - column) * alongX + (y - row) * alongY) / squared));
      const missedX = x - column - share * alongX;
      const missedY = y - row - share * alongY;
      const cover = Math.min(1, half - Math.sqrt(missedX * missedX + missedY * missedY));
      if (cover <= 0) continue;
      const at = y * ARM_WIDTH + x;
      if (cover * value > ink[at]) ink[at] = cover * value;
    }
  }
}
