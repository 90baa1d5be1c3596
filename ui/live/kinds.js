// What runs' outputs are - pictures, or something else - by the names of vae/kind.py, and how the browser draws them.

import { melody } from "./kind_melody.js";
import { PICTURE_KIND } from "./kind_picture.js";
import { WORD_KIND } from "./kind_word.js";
import { known } from "./known.js";
import { motion } from "./kind_motion.js";

/** @import { Look, Shape } from "./pixels.js" */

/**
 * What a run's outputs are: the facts of a run say it, and so do those of a gallery.
 * @typedef {{shape: Shape, kind?: string}} Outputs
 */

/**
 * A large live drawing of an output that stands in the place of its picture.
 * @typedef {object} Face
 * @property {(values: Float32Array) => void} show another output
 * @property {(look: Look) => void} setLook
 * @property {(nextOutput: () => Float32Array, onEnd: () => void) => void} [hearInTurn]
 *   let one output after the other be heard, each asked for when it is due, until silence() or something else is heard
 * @property {() => void} [silence]
 * @property {(outputs: Iterable<Float32Array>, name: string) => void} [saveInTurn]
 *   save what would be heard of outputs one after the other; each may be the same array, filled anew
 * @property {() => void} stop end frames, sound and listening; it is not shown again
 */

/**
 * What an output is saved as beside a picture of it.
 * @typedef {object} SavedFile
 * @property {string} text on its button
 * @property {string} title what is saved, in words
 * @property {string} suffix such as ".mid"
 * @property {string} type MIME
 * @property {(values: ArrayLike<number>) => BlobPart | Promise<BlobPart>} make
 */

/**
 * What outputs are.
 * @typedef {object} Kind
 * @property {(shape: Shape) => Shape} raster the shape of the picture of an output
 * @property {(words: Uint32Array, values: ArrayLike<number>, look: Look) => void} fill
 *   draw the numbers of an output, in [0, 1], into an ImageData of that shape; a map asks for hundreds at once
 * @property {boolean} [isLined] whether its pictures are of lines, which are smoothed where they are shown in another size
 * @property {number} [leastTile] CSS pixels from top to bottom below which a map's tiles could not be told apart
 * @property {string} noun what an output is called in text, as vae/kind.py has it
 * @property {string} nouns what several are called
 * @property {string} [numbers] what the numbers of an output are called where they are no pixels
 * @property {(values: ArrayLike<number>) => string} [text] say in words what an output is, where words can
 * @property {string} [className] what the class of an output is called, where that is not what an output is
 * @property {SavedFile[]} [files] the same as FILES in the kind's room in Python
 * @property {(element: HTMLElement, outputs: Outputs) => Face} [face] put a live drawing into an element
 */

/** @type {Record<string, Kind>} */
export const KINDS = { picture: PICTURE_KIND, word: WORD_KIND, motion, melody };

/**
 * What changes where an output changes, and what that is a share of, in words.
 * @param {Kind} kind
 */
export function changing({ numbers }) {
  return numbers ? { what: numbers, whole: "their range" } : { what: "pixels", whole: "the range from paper to ink" };
}

/**
 * @param {Partial<Outputs>} outputs
 * @returns {Kind}
 */
export function kindOf({ kind = "picture" }) {
  return known(KINDS, kind, "run's kind");
}
