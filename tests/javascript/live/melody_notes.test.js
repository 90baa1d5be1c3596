import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST_NOTE, HOLD, notesOf, pitchName, SILENCE, STEPS, melodyText, tokensOf, tokensOfNotes, NUM_TOKENS } from "../../../ui/live/melody_notes.js";

const SCALE = [60, 62, 64, 65, 67, 69, 71, 72].map((pitch, place) => ({ start: 4 * place, length: 4, pitch }));

test("notes become tokens and notes again, the later of two at once counts", () => {
  assert.deepEqual(notesOf(tokensOfNotes(SCALE)), SCALE);
  const both = [{ start: 0, length: 32, pitch: 60 }, { start: 4, length: 40, pitch: 67 }];
  assert.deepEqual(notesOf(tokensOfNotes(both)), [{ start: 0, length: 4, pitch: 60 }, { start: 4, length: 28, pitch: 67 }]);
});

test("what is held after a rest is silent", () => {
  assert.deepEqual(notesOf([SILENCE, HOLD, FIRST_NOTE, HOLD, SILENCE, HOLD]), [{ start: 2, length: 2, pitch: 55 }]);
});

test("the likeliest token of a sixteenth is read", () => {
  const values = new Float32Array(STEPS * NUM_TOKENS);
  const tokens = tokensOfNotes(SCALE);
  tokens.forEach((token, step) => (values[step * NUM_TOKENS + token] = 0.6));
  assert.deepEqual(tokensOf(values), tokens);
});

test("a melody is told by its notes and the scale that most of them lie in", () => {
  assert.equal(melodyText(tokensOfNotes(SCALE)), "8 notes in the scale of C major");
  const strange = SCALE.map((note, place) => (place === 1 ? { ...note, pitch: 61 } : note));
  assert.equal(melodyText(tokensOfNotes(strange)), "8 notes, 7 of them in the scale of C major");
  assert.equal(melodyText(tokensOfNotes([])), "No notes");
  assert.deepEqual([60, 78].map(pitchName), ["C4", "F♯5"]);
});
