import assert from "node:assert/strict";
import { test } from "node:test";

import { MelodyDraft } from "../../../ui/live/melody_draft.js";
import { STEPS } from "../../../ui/live/melody_notes.js";

const draft = (...pitches) => {
  const made = new MelodyDraft();
  for (const pitch of pitches) made.add(pitch, 2);
  return made;
};

test("notes follow each other at the cursor, until two bars are full", () => {
  const full = draft(...Array.from({ length: 20 }, (_, index) => 60 + index));
  assert.equal(full.notes.length, 16);
  assert.ok(full.isFull);
  assert.deepEqual(full.notes[1], { start: 2, length: 2, pitch: 61 });
  assert.equal(full.add(60, 2), false);
  assert.equal(draft(54, 91).notes.length, 0); // beyond the keys
});

test("a rest leaves room, and undo takes the last note back", () => {
  const made = draft(60, 62);
  made.rest(4);
  made.add(64, 1);
  assert.deepEqual(made.notes.at(-1), { start: 8, length: 1, pitch: 64 });
  made.undo();
  assert.equal(made.cursor, 8);
  made.undo();
  assert.deepEqual([made.cursor, made.notes.length], [2, 1]);
  made.clear();
  made.undo();
  assert.deepEqual([made.cursor, made.notes.length], [0, 0]);
});

test("a note in the roll is set over what sounds there, and taken away by a second click", () => {
  const made = draft(60);
  made.toggle(1, 72, 4);
  assert.deepEqual(made.notes, [{ start: 0, length: 1, pitch: 60 }, { start: 1, length: 4, pitch: 72 }]);
  made.toggle(3, 72, 4);
  assert.deepEqual(made.notes, [{ start: 0, length: 1, pitch: 60 }]);
});

test("what is played in time goes to the nearest sixteenth, within the two bars", () => {
  const made = new MelodyDraft();
  made.play(60, -0.4, 3.6);
  made.play(62, 4.4, 4.6);
  made.play(64, 30.2, 40);
  made.play(65, -3, 0);
  made.play(65, 31.7, 33);
  assert.deepEqual(made.notes, [
    { start: 0, length: 4, pitch: 60 }, { start: 4, length: 1, pitch: 62 }, { start: 30, length: 2, pitch: 64 },
  ]);
  assert.equal(made.tokens.length, STEPS);
});
