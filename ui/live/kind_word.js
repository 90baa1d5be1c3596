// Words: a row of letters, each as dark as it is likely; vae/word/drawing.py draws the same in Python.

import { CELL_HEIGHT, CELL_WIDTH, glyph } from "./word_font.js";
import { wordFace } from "./word_face.js";
import { SYMBOLS } from "./word_letters.js";

/** @import { Shape } from "./pixels.js" */

const LEAST_SHOWN = 0.1; // likelier letters only: others would smudge them
const GLYPHS = [...SYMBOLS].map(glyph);
const covered = new Float32Array(CELL_HEIGHT * CELL_WIDTH);

export const word = {
  name: "word",
  /** @param {Shape} shape */
  raster: ([places]) => [CELL_HEIGHT, places * CELL_WIDTH, 1],
  fill,
  face: wordFace,
};

/** Write a word into the words of an ImageData: letters of one place lie on each other. */
function fill(words, values, { ramp }) {
  const places = values.length / SYMBOLS.length;
  const wide = places * CELL_WIDTH;
  for (let place = 0; place < places; place++) {
    cover(values, place * SYMBOLS.length);
    for (let pixel = 0, row = 0; row < CELL_HEIGHT; row++) {
      const at = row * wide + place * CELL_WIDTH;
      for (let x = 0; x < CELL_WIDTH; x++, pixel++) words[at + x] = ramp[(Math.min(1, covered[pixel]) * 255 + 0.5) | 0];
    }
  }
}

/** Add up what the letters of a place cover. */
function cover(values, first) {
  covered.fill(0);
  for (let symbol = 1; symbol < SYMBOLS.length; symbol++) {
    const share = values[first + symbol];
    if (share < LEAST_SHOWN) continue;
    const letter = GLYPHS[symbol];
    for (let pixel = 0; pixel < letter.length; pixel++) covered[pixel] += share * letter[pixel];
  }
}
