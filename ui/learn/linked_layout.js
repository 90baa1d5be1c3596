// How maps stand side by side: the part of the plane that all of them show, and in how many columns.

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
 */
export function arrangement(count, width, height, hasDrawn) {
  if (width < PHONE) return { columns: Math.min(count, 2), rows: Math.ceil(count / 2), layout: "phone" };
  let best = { columns: 1, rows: count, layout: "side", size: 0 };
  for (let columns = 1; columns <= Math.min(count, MOST_COLUMNS); columns++) {
    const rows = Math.ceil(count / columns);
    for (const [layout, sides] of Object.entries(LAYOUTS)) {
      const [map, picture] = sides(width / columns, height / rows - CAPTION, hasDrawn);
      const size = picture < LEAST_PICTURE ? 0 : map + picture / 2;
      if (size > best.size) best = { columns, rows, layout, size };
    }
  }
  return { columns: best.columns, rows: best.rows, layout: best.layout };
}
