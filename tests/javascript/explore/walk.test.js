import assert from "node:assert/strict";
import { test } from "node:test";

import { Walk, showWalk } from "../../../ui/explore/walk.js";
import { FakeFrames } from "../elements.js";

const POINTS = Float32Array.of(0, 0, 1, 0, 1, 2);
const LABELS = Uint8Array.of(4, 5, 6);

test("a walk lies between its points, and its end leads to its beginning", () => {
  const walk = new Walk(POINTS, LABELS, 2, () => {});
  assert.deepEqual([...walk.codeAt(0)], [0, 0]);
  assert.deepEqual([...walk.codeAt(1.5)], [1, 1]);
  assert.deepEqual([...walk.codeAt(2.25)], [0.75, 1.5]);
});

test("a walk goes nine points a second while it plays, and never jumps", () => {
  const frames = new FakeFrames();
  const seen = [];
  const walk = new Walk(POINTS, LABELS, 2, (z, label) => seen.push([...z, label].map((value) => Math.round(100 * value) / 100)));
  walk.speed = 0.5;
  walk.play();
  assert.equal(walk.isPlaying, true);
  for (const now of [5000, 5100, 5200, 9000]) frames.show(now); // the last after a tab was hidden: no more than 0.1 s
  assert.deepEqual(seen, [[0, 0, 4], [0.45, 0, 4], [0.9, 0, 4], [1, 0.7, 5]]);
  walk.pause();
  frames.show(9100);
  assert.deepEqual([walk.isPlaying, seen.length], [false, 4]);
});

test("a walk's way is drawn over a map while it is walked, on a line along its middle", () => {
  new FakeFrames();
  const walk = new Walk(POINTS, LABELS, 2, () => {});
  const drawn = [];
  const context = new Proxy({}, { get: (_, name) => (...values) => values.length === 2 && drawn.push([name, ...values]), set: () => true });
  const view = { toScreenX: (x) => 10 * x, toScreenY: (y) => 50 + y, height: 100 };
  let projected = 0;
  const project = () => (projected++, { x: Float32Array.of(0, 1, 1), y: Float32Array.of(0, 0, 2) });
  for (const isLine of [true, false]) {
    const map = /** @type {any} */ ({ theme: { ink: [0, 0, 0] } });
    showWalk(walk, map, /** @type {any} */ ({ isLine, project }));
    map.overlay(context, view);
    walk.play();
    map.overlay(context, view);
    map.overlay(context, view);
    walk.pause();
  }
  assert.equal(projected, 2);
  const ends = drawn.filter(([name]) => name === "lineTo").map(([, x, y]) => [x, y]);
  const [middle, way] = [[[0, 50], [10, 50], [10, 50]], [[0, 50], [10, 50], [10, 52]]];
  assert.deepEqual(ends, [...middle, ...middle, ...way, ...way]);
});
