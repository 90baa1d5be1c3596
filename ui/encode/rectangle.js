// A rectangle inside of a picture, in shares of its sides: taken at a corner, an edge, its middle, or drawn anew.

export const LEAST_SIDE = 0.03; // as in vae/pictures/cutting.py

/** @typedef {[number, number, number, number]} Box left, top, right, bottom in [0, 1] */
/** @typedef {{ x: -1 | 0 | 1, y: -1 | 0 | 1, isWhole: boolean, isNew: boolean }} Grip the sides that follow the pointer */

/** @type {Box} */
export const WHOLE_PICTURE = [0, 0, 1, 1];

/**
 * What a pointer takes hold of.
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 * @param {[number, number]} reach how near an edge is near, across and down
 * @returns {Grip}
 */
export function gripAt([left, top, right, bottom], x, y, [reachX, reachY]) {
  const isBeside = x < left - reachX || x > right + reachX || y < top - reachY || y > bottom + reachY;
  if (isBeside) return { x: 1, y: 1, isWhole: false, isNew: true };
  const side = (value, low, high, reach) => {
    const [toLow, toHigh] = [Math.abs(value - low), Math.abs(value - high)];
    if (Math.min(toLow, toHigh) > reach) return 0;
    return toLow < toHigh ? -1 : 1;
  };
  const grip = { x: side(x, left, right, reachX), y: side(y, top, bottom, reachY) };
  return /** @type {Grip} */ ({ ...grip, isWhole: grip.x === 0 && grip.y === 0, isNew: false });
}

/**
 * The rectangle after the pointer went from one place to another.
 * @param {Box} box as it was when it was taken hold of
 * @param {Grip} grip
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @returns {Box}
 */
export function dragged(box, grip, from, to) {
  if (grip.isNew) {
    const [x0, x1] = ordered(clamp(from[0]), clamp(to[0]));
    const [y0, y1] = ordered(clamp(from[1]), clamp(to[1]));
    return [x0, y0, x1, y1];
  }
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  if (grip.isWhole) return shifted(box, dx, dy);
  let [left, top, right, bottom] = box;
  if (grip.x < 0) left = Math.min(right - LEAST_SIDE, clamp(left + dx));
  if (grip.x > 0) right = Math.max(left + LEAST_SIDE, clamp(right + dx));
  if (grip.y < 0) top = Math.min(bottom - LEAST_SIDE, clamp(top + dy));
  if (grip.y > 0) bottom = Math.max(top + LEAST_SIDE, clamp(bottom + dy));
  return [left, top, right, bottom];
}

/**
 * The rectangle moved as far as the picture goes.
 * @param {Box} box
 * @returns {Box}
 */
export function shifted([left, top, right, bottom], dx, dy) {
  const x = Math.min(1 - right, Math.max(-left, dx));
  const y = Math.min(1 - bottom, Math.max(-top, dy));
  return [left + x, top + y, right + x, bottom + y];
}

/**
 * The rectangle with its right and lower side moved.
 * @param {Box} box
 * @returns {Box}
 */
export function resized(box, dx, dy) {
  return dragged(box, { x: 1, y: 1, isWhole: false, isNew: false }, [0, 0], [dx, dy]);
}

/** @param {Box} box */
export function isLargeEnough([left, top, right, bottom]) {
  return Math.min(right - left, bottom - top) >= LEAST_SIDE;
}

/** Width and height of the smallest upright rectangle around a picture turned by some degrees. */
export function sizeTurned(width, height, degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)].map(Math.abs);
  return [width * cos + height * sin, width * sin + height * cos];
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}

function ordered(a, b) {
  return a < b ? [a, b] : [b, a];
}
