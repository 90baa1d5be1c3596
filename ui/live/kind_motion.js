// Motions of the arm: how they are drawn, small and large.

import { face } from "./motion_face.js";
import { fill, raster } from "./motion_raster.js";

/** @import { Kind } from "./kinds.js" */

/** @type {Kind} */
export const motion = { raster, fill, noun: "motion", nouns: "motions", numbers: "angles", face };
