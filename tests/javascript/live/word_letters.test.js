import assert from "node:assert/strict";
import { test } from "node:test";

import { lettersOfWord, WORD_SYMBOLS, wordText } from "../../../ui/live/word_letters.js";

/** A word's array: each place a record of its letters' shares. */
function valuesOf(...places) {
  const values = new Float32Array(places.length * WORD_SYMBOLS.length);
  places.forEach((shares, place) => {
    for (const [letter, share] of Object.entries(shares)) values[place * WORD_SYMBOLS.length + WORD_SYMBOLS.indexOf(letter)] = share;
  });
  return values;
}

test("the likeliest letter of a place and the one after it are found, wherever they stand", () => {
  const [first, second] = lettersOfWord(valuesOf({ z: 0.75, a: 0.25 }, { " ": 0.5, b: 0.25, c: 0.125 }));
  assert.deepEqual(first, { letter: "z", share: 0.75, next: "a", nextShare: 0.25 });
  assert.deepEqual(second, { letter: " ", share: 0.5, next: "b", nextShare: 0.25 });
});

test("a word is its likeliest letters, large at first", () => {
  assert.equal(wordText(valuesOf({ a: 1 }, { n: 0.6, m: 0.4 }, { n: 1 }, { " ": 1 })), "Ann");
  assert.equal(wordText(valuesOf({ " ": 1 }, { " ": 1 })), "–");
});
