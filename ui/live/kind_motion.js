// Motions of the arm: how they are drawn, small and large.

import { face } from "./motion_face.js";
import { fill, raster } from "./motion_raster.js";
import { motionTable } from "./motion_table.js";

/** @import { Kind } from "./kinds.js" */

/** @type {Kind} */
export const motion = {
  raster,
  fill,
  isLined: true,
  leastTile: 60,
  noun: "motion",
  nouns: "motions",
  numbers: "angles",
  files: [
    { text: "CSV", title: "Save angles and places, a row a moment", suffix: ".csv", type: "text/csv", make: motionTable },
  ],
  face,
};
