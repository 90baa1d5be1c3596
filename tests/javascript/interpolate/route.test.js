import assert from "node:assert/strict";
import { test } from "node:test";

import { Route } from "../../../ui/interpolate/route.js";

/** A route from (0, 0) over (1, 0) to (1, 1). */
function route(more = {}, numClasses = 0, most = 4) {
  const start = { z: [0, 0], via: [[1, 0]], to: [1, 1], label: null, to_label: null, ...more };
  return new Route(/** @type {any} */ ({ start, z_limit: 10, most_points: most }), numClasses);
}

test("points are called A, C, D, ... and B, and there is room for so many", () => {
  const way = route();
  assert.deepEqual(way.points.map((_, index) => way.letter(index)), ["A", "C", "B"]);
  assert.deepEqual([way.isEnd(0), way.isEnd(1), way.isEnd(2), way.isFull], [true, false, true, false]);
  assert.equal(way.insert(1, [1, 0.50004]), 2);
  assert.deepEqual([way.toState().via, way.isFull], [[[1, 0], [1, 0.5]], true]);
  way.remove(1);
  way.set(1, [99, 0]);
  assert.deepEqual(way.toState().via, [[10, 0]]);
});

test("a way point has its share of the way, and turning the route turns all of it", () => {
  const way = route({ label: 3, to_label: 7 }, 10);
  assert.deepEqual(way.knots, [0, 0.5, 1]);
  assert.deepEqual([...way.codeAt("linear", 0.75)], [1, 0.5]);
  way.reverse();
  assert.deepEqual(way.toState(), { z: [1, 1], via: [[1, 0]], to: [0, 0], label: 7, to_label: 3 });
  assert.deepEqual([...way.classAt(0.25)].map((share, label) => [label, share]).filter(([, share]) => share), [[3, 0.25], [7, 0.75]]);
  assert.deepEqual([way.nearerClass(0.25), way.nearerClass(0.75)], [7, 3]);
});

test("neighbours at one place leave no way between them, unless the class changes", () => {
  assert.equal(route().isStuck, false);
  assert.equal(route({ via: [[0, 0]] }).isStuck, true);
  assert.equal(route({ via: [[0, 0]], label: 1, to_label: 2 }, 10).isStuck, false);
});

test("what was found for other points or classes is none of this route", () => {
  const found = (more) => /** @type {any} */ ({ points: [[0, 0], [1, 0], [1, 1]], labels: [null, null], ...more });
  assert.equal(route().isRouteOf(found({})), true);
  assert.equal(route().isRouteOf(found({ labels: [1, 1] })), false);
  assert.equal(route().isRouteOf(found({ points: [[0, 0], [1, 1]] })), false);
  assert.equal(route().isRouteOf(found({ points: [[0, 0], [1, 0.5], [1, 1]] })), false);
});
