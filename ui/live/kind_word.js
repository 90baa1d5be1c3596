// Words: a row of letters, each as dark as it is likely; vae/word/drawing.py draws the same in Python.

import { GLYPH_HEIGHT, GLYPH_WIDTH, glyph } from "./word_font.js";
import { wordFace } from "./word_face.js";
import { WORD_SYMBOLS, wordText } from "./word_letters.js";

/** @import { Kind } from "./kinds.js" */

const LEAST_DRAWN = 0.1; // likelier letters only: others would smudge them
const WORD_MARGIN_PIXELS = 5; // left and right of a word
const GLYPHS = [...WORD_SYMBOLS].map(glyph);
const covering = new Float32Array(GLYPH_HEIGHT * GLYPH_WIDTH);

/** @type {Kind} */
export const WORD_KIND = {
  raster: ([places]) => [GLYPH_HEIGHT, places * GLYPH_WIDTH + 2 * WORD_MARGIN_PIXELS, 1],
  fill: fillWord,
  isLined: true,
  noun: "word",
  nouns: "words",
  numbers: "probabilities of letters",
  text: wordText,
  files: [
    { text: "TXT", title: "Save the letters", suffix: ".txt", type: "text/plain", make: (values) => `${wordText(values)}\n` },
  ],
  face: wordFace,
};

/** Write a word into the words of an ImageData: letters of one place lie on each other. */
function fillWord(words, values, { ramp }) {
  const places = values.length / WORD_SYMBOLS.length;
  const wide = places * GLYPH_WIDTH + 2 * WORD_MARGIN_PIXELS;
  words.fill(ramp[0]);
  for (let place = 0; place < places; place++) {
    coverPlace(values, place * WORD_SYMBOLS.length);
    for (let pixel = 0, row = 0; row < GLYPH_HEIGHT; row++) {
      const at = row * wide + WORD_MARGIN_PIXELS + place * GLYPH_WIDTH;
      for (let x = 0; x < GLYPH_WIDTH; x++, pixel++) words[at + x] = ramp[(Math.min(1, covering[pixel]) * 255 + 0.5) | 0];
    }
  }
}

/** Add up what the letters of a place cover. */
function coverPlace(values, first) {
  covering.fill(0);
  for (let symbol = 1; symbol < WORD_SYMBOLS.length; symbol++) {
    const share = values[first + symbol];
    if (share < LEAST_DRAWN) continue;
    const letter = GLYPHS[symbol];
    for (let pixel = 0; pixel < letter.length; pixel++) covering[pixel] += share * letter[pixel];
  }
}
