import assert from "node:assert/strict";
import { test } from "node:test";

import { keepDrawing, keptDrawing } from "../../../ui/encode/kept_drawing.js";

const STROKES = [{ points: [0.1, 0.2, 0.08], erases: false }];

/** A tab's storage, with room or without. */
function storage(hasRoom = true) {
  const kept = new Map();
  return /** @type {any} */ ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (!hasRoom) throw new Error("no room");
      kept.set(key, value);
    },
    removeItem: (key) => kept.delete(key),
    fill: (text) => kept.set("latent-explorer-drawing", text),
  });
}

test("a drawing is kept until the pad is empty", () => {
  globalThis.sessionStorage = storage();
  assert.equal(keptDrawing(), null);
  keepDrawing("a", STROKES);
  assert.deepEqual(keptDrawing(), { revision: "a", strokes: STROKES });
  keepDrawing("b", []);
  assert.equal(keptDrawing(), null);
});

test("a browser without room, or with something else in its place, keeps none", () => {
  globalThis.sessionStorage = storage(false);
  keepDrawing("a", STROKES);
  assert.equal(keptDrawing(), null);
  for (const text of ["{", "3", '{"revision":"a"}', '{"revision":"a","strokes":[{"points":["x"],"erases":false}]}']) {
    globalThis.sessionStorage.fill(text);
    assert.equal(keptDrawing(), null, text);
  }
});
