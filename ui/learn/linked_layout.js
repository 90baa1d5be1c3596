// How maps stand side by side: the part of the plane that all of them show, and in how many columns.

import { upperNormal } from "../live/prior.js";

/** @import { RunFacts } from "../contract.js" */

const DRAWN_RADIUS = 3.25;
const PHONE = 480; // CSS pixels: a narrower page scrolls
const LOW = 200; // a box no higher has room for one row only
const CAPTION = 24;
const LEAST_PICTURE = 60;
const MOST_COLUMNS = 4;

/**
 * Return the smallest box [x0, x1, y0, y1] that shows every run as it is shown by itself, and where codes are drawn at
 * random for all, the prior.
 * @param {Pick<RunFacts, "home_box">[]} facts
 * @returns {[number, number, number, number]}
 */
export function sharedBox(facts) {
  const boxes = [...facts.map((one) => one.home_box), [-DRAWN_RADIUS, DRAWN_RADIUS, -DRAWN_RADIUS, DRAWN_RADIUS]];
  const [x0, x1, y0, y1] = [0, 1, 2, 3].map((side) => (side % 2 ? Math.max : Math.min)(...boxes.map((box) => box[side])));
  return [x0, x1, y0, y1];
}

/**
 * How places of a group of maps lie on one of them, where each shows its own box: in halves of its box from the middle.
 */
export class Frame {
  /** @param {[number, number, number, number]} box x0, x1, y0, y1; places of the group -1 to 1 lie on it */
  constructor([x0, x1, y0, y1]) {
    this.middle = [(x0 + x1) / 2, (y0 + y1) / 2];
    this.half = Math.max(x1 - x0, y1 - y0) / 2;
  }

  /** @returns {[number, number]} on the map */
  from([u, v]) {
    return [this.middle[0] + u * this.half, this.middle[1] + v * this.half];
  }

  /** @returns {[number, number]} in the group */
  to([x, y]) {
    return [(x - this.middle[0]) / this.half, (y - this.middle[1]) / this.half];
  }
}

/** The frame of maps that all show the same box: places of the group are places of the map. */
export const SAME_FRAME = new Frame([-1, 1, -1, 1]);

/** What share of normal draws lies below a value; less than 1. */
function shareBelow(value) {
  return Math.min(1 - 1e-9, value < 0 ? upperNormal(-value) : 1 - upperNormal(value));
}

/**
 * Return how to draw codes from a prior that is learnt, of which some were drawn before, as a function of two standard
 * normal draws.
 * @param {Float32Array} codes one after another
 * @param {number} dims
 * @returns {(draw: [number, number]) => Float32Array}
 */
export function drawnBefore(codes, dims) {
  return ([u]) => {
    const row = Math.floor(shareBelow(u) * (codes.length / dims));
    return codes.subarray(row * dims, (row + 1) * dims);
  };
}

/**
 * Return how to draw places from a prior that is a shape, evenly, as a function of two standard normal draws.
 * @param {{raster: ArrayLike<number>, extent: number}} shape
 * @returns {(draw: [number, number]) => [number, number]}
 */
export function shaped({ raster, extent }) {
  const size = Math.round(Math.sqrt(raster.length));
  const inside = Array.from(raster).flatMap((cell, index) => (cell ? [index] : []));
  return ([u, v]) => {
    const place = shareBelow(u) * inside.length;
    const cell = inside[Math.floor(place)];
    const at = (cells) => (2 * extent * cells) / size - extent;
    return [at((cell % size) + (place % 1)), at(Math.floor(cell / size) + shareBelow(v))];
  };
}

/**
 * Return how to draw places at random as codes lie, for a run without a prior: the normal distribution with their middle
 * and their spread, as a function of two standard normal draws.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} points
 * @returns {(draw: [number, number]) => [number, number]}
 */
export function fitted({ x, y }) {
  const count = x.length;
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < count; i++) {
    sumX += x[i];
    sumY += y[i];
  }
  const [middleX, middleY] = [sumX / count, sumY / count];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [dx, dy] = [x[i] - middleX, y[i] - middleY];
    xx += dx * dx / count;
    xy += dx * dy / count;
    yy += dy * dy / count;
  }
  const along = Math.sqrt(xx);
  const across = along > 0 ? xy / along : 0;
  const rest = Math.sqrt(Math.max(0, yy - across * across));
  return ([u, v]) => [middleX + along * u, middleY + across * u + rest * v];
}

/**
 * How the map, the picture and the row of drawn pictures of a run may stand in a box: sides of the map and the picture in
 * CSS pixels, as linked_maps.css has them. `side`: the picture beside the map, `stacked`: below it; with drawn pictures
 * also `rows`: these below the picture, and `line`: all three beside each other.
 * @type {Record<string, (width: number, height: number, hasDrawn: boolean) => [number, number]>}
 */
const LAYOUTS = {
  side: (width, height, hasDrawn) => {
    const rest = height - (hasDrawn ? 0.1 * width : 0);
    return [Math.min(0.66 * width, rest), Math.min(0.32 * width, rest)];
  },
  stacked: (width, height) => [Math.min(width, height - Math.min(0.34 * width, 128)), Math.min(0.34 * width, 128)],
  rows: (width, height, hasDrawn) => (hasDrawn ? [Math.min(0.52 * width, height), Math.min(0.46 * width, height - 0.184 * width)] : [0, 0]),
  line: (width, height, hasDrawn) => (hasDrawn && height < LOW ? [Math.min(0.33 * width, height), Math.min(0.28 * width, height)] : [0, 0]),
};

/**
 * Return the columns and rows that some maps stand in, and the layout of each: those by which maps and pictures are
 * largest. On a phone there are two columns, as high as need be.
 * @param {number} count
 * @param {number} width CSS pixels for all of them
 * @param {number} height
 * @param {boolean} hasDrawn whether each has a row of drawn pictures
 * @param {boolean} isOneRow whether they must stand beside each other, as left and right
 */
export function arrangement(count, width, height, hasDrawn, isOneRow = false) {
  if (width < PHONE) return { columns: Math.min(count, 2), rows: Math.ceil(count / 2), layout: "phone" };
  let best = { columns: 1, rows: count, layout: "side", size: 0 };
  for (let columns = isOneRow ? count : 1; columns <= Math.min(count, MOST_COLUMNS); columns++) {
    const rows = Math.ceil(count / columns);
    for (const [layout, sides] of Object.entries(LAYOUTS)) {
      const [map, picture] = sides(width / columns, height / rows - CAPTION, hasDrawn);
      const fill = 0.6 + (0.4 * count) / (columns * rows); // a ragged row looks as if something were missing
      const size = picture < LEAST_PICTURE ? 0 : fill * (map + picture / 2);
      if (size > best.size) best = { columns, rows, layout, size };
    }
  }
  return { columns: best.columns, rows: best.rows, layout: best.layout };
}
