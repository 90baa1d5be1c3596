import assert from "node:assert/strict";
import { test } from "node:test";

import { arrangement, drawnBefore, shaped, sharedBox } from "../../../ui/learn/linked_layout.js";

test("the shared box shows each run as by itself, and where codes are drawn at random", () => {
  const [wide, high] = [{ home_box: [-20, 4, -1, 2] }, { home_box: [1, 5, -3.5, 30] }];
  assert.deepEqual(sharedBox(/** @type {any} */ ([wide, high])), [-20, 5, -3.5, 30]);
  assert.deepEqual(sharedBox(/** @type {any} */ ([{ home_box: [8, 9, 8, 9] }])), [-3.25, 9, -3.25, 9]);
});

test("maps are as large as they can be, with their pictures beside or below them", () => {
  const on = (count, hasDrawn = true) => Object.values(arrangement(count, 1120, 420, hasDrawn)).join(" ");
  assert.deepEqual([1, 2, 3, 4, 9].map((count) => on(count)), ["1 1 rows", "2 1 side", "3 1 stacked", "4 1 stacked", "3 3 line"]);
  assert.equal(on(9, false), "3 3 side");
  assert.deepEqual(arrangement(2, 600, 570, true), { columns: 2, rows: 1, layout: "stacked" });
  assert.equal(arrangement(2, 584, 540, true, true).columns, 2, "where words speak of left and right");
  assert.deepEqual(arrangement(6, 1240, 600, true), { columns: 3, rows: 2, layout: "rows" });
});

test("on a phone they stand in two columns", () => {
  const phone = [1, 2, 9].map((count) => arrangement(count, 360, 0, true));
  assert.deepEqual(phone.map(({ columns, rows, layout }) => [columns, rows, layout]), [[1, 1, "phone"], [2, 1, "phone"], [2, 5, "phone"]]);
});

test("draws from a shape fill it evenly, the same for the same normal draws", () => {
  const shape = { raster: Uint8Array.from([0, 1, 1, 1]), extent: 3 };
  const draw = shaped(shape);
  const normals = Array.from({ length: 2000 }, (_, i) => [Math.sin(12.9898 * i), Math.cos(78.233 * i)].map((value) => 2.2 * value ** 3));
  const places = normals.map(([u, v]) => draw([u, v]));
  assert.ok(places.every(([x, y]) => Math.abs(x) < 3 && Math.abs(y) < 3 && (x > 0 || y > 0)));
  assert.deepEqual(draw([0.3, -1]), draw([0.3, -1]));
  const [x, y] = draw([0, 0]); // the middle of the second of three cells
  assert.ok(Math.abs(x + 1.5) < 1e-3 && Math.abs(y - 1.5) < 1e-3);
});

test("of codes that were drawn before each is as likely, and the same normal draw has the same one", () => {
  const draw = drawnBefore(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2);
  assert.deepEqual([-3, -0.1, 0.1, 9].map((value) => [...draw([value, 0])]), [[1, 2], [3, 4], [5, 6], [7, 8]]);
});
