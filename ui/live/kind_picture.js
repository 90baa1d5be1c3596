// Pictures: an output is what is shown.

import { fillWords } from "./pixels.js";

/** @import { Kind } from "./kinds.js" */

/** @type {Kind} */
export const PICTURE_KIND = {
  raster: (shape) => shape,
  noun: "picture",
  nouns: "pictures",
  fill: (words, values, { ramp }) => fillWords(words, values, ramp),
};
