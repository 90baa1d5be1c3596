import assert from "node:assert/strict";
import { test } from "node:test";

import { FilmViewer } from "../../../ui/train/film.js";

test("a picture that is pointed at is shown on the map, once there are pictures", () => {
  const places = [];
  const viewer = {
    frame: undefined,
    map: { cursor: { hidden: false }, setCursor: (...place) => places.push(place) },
    pictures: { hasCodes: true, codeAt: ([row, column], { xs, ys }, z) => Object.assign(z, [xs[column], ys[row]]) },
    plane: { dims: 2, isLine: false, along: (axis, z) => z[axis] },
  };
  const pointAt = (tile) => FilmViewer.prototype.pointAt.call(viewer, tile);
  pointAt([0, 1]);
  assert.equal(viewer.map.cursor.hidden, true);
  Object.assign(viewer, { frame: { xs: [-1, 1], ys: [2, -2] } });
  pointAt([0, 1]);
  assert.deepEqual([viewer.map.cursor.hidden, places], [false, [[1, 2]]]);
  pointAt(null);
  assert.equal(viewer.map.cursor.hidden, true);
});
