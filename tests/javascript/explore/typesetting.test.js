import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_LETTERS, inkOf, leftOutSentence, lettersOf, spelled, typeset } from "../../../ui/explore/typesetting.js";

const LETTERS = lettersOf([..."abcdefghijklmnopqrstuvwxyz"]);

test("only a run whose classes are single small letters knows letters", () => {
  assert.equal(LETTERS.get("a"), 0);
  assert.equal(LETTERS.get("z"), 25);
  assert.equal(lettersOf(["0", "1"]), null);
  assert.equal(lettersOf(["Bag", "a"]), null);
  assert.equal(lettersOf(["a"]), null);
});

test("a word is read as small letters, at most twelve, and what is none of them is named once", () => {
  assert.deepEqual(spelled("Abc", LETTERS), { word: "abc", labels: [0, 1, 2], leftOut: [] });
  assert.deepEqual(spelled("a 1 1ß", LETTERS), { word: "a", labels: [0], leftOut: [" ", "1", "ß"] });
  assert.equal(spelled("abcdefghijklmnop", LETTERS).labels.length, MOST_LETTERS);
  assert.deepEqual(spelled("", LETTERS), { word: "", labels: [], leftOut: [] });
});

test("what is left out is said in a sentence", () => {
  assert.equal(leftOutSentence([], LETTERS), "");
  assert.equal(leftOutSentence(["1"], LETTERS), "“1” is left out: the letters a to z can be drawn.");
  assert.equal(leftOutSentence([" "], LETTERS), "A space is left out: the letters a to z can be drawn.");
  assert.equal(leftOutSentence(["1", "ß", " "], LETTERS), "“1”, “ß” and a space are left out: the letters a to z can be drawn.");
});

test("ink goes from its first to its last column, of which faint ones count in part", () => {
  const picture = [
    0, 0, 0.25, 1, 0, 0,
    0, 0.05, 0.5, 1, 0.75, 0,
  ];
  assert.deepEqual(inkOf(picture, 6), [2.5, 4.75]);
  assert.equal(inkOf(new Float32Array(12), 6), null);
});

test("letters stand with even gaps between their ink, and a letter without any takes some room", () => {
  const { places, width } = typeset([[10, 20], [4, 12], null, [0, 5]]);
  const inks = [[10, 20], [4, 12], [0, 6], [0, 5]].map(([left, right], index) => [places[index] + left, places[index] + right]);
  const gaps = inks.slice(1).map(([left], index) => left - inks[index][1]);
  assert.equal(inks[0][0], 0);
  for (const gap of gaps) assert.ok(gap > 1 && Math.abs(gap - gaps[0]) < 1e-9);
  assert.ok(Math.abs(width - inks.at(-1)[1]) < 1e-9);
  assert.deepEqual(typeset([]), { places: [], width: 0 });
});
