import assert from "node:assert/strict";
import { test } from "node:test";

import { View } from "../../../ui/live/view.js";

/** A view of 400x200 pixels that shows [-4, 4, -1, 1] whole: 50 pixels a unit. */
function viewAtHome() {
  const view = new View();
  view.resize(400, 200);
  view.setHome([-4, 4, -1, 1]);
  return view;
}

test("the home box is seen whole, its middle in the middle, up is up", () => {
  const view = viewAtHome();
  assert.equal(view.scale, 50);
  assert.deepEqual([view.toScreenX(0), view.toScreenY(0), view.toScreenX(4), view.toScreenY(1)], [200, 100, 400, 50]);
  for (const [x, y] of [[0, 0], [37, 180]]) {
    assert.ok(Math.abs(view.toScreenX(view.toWorldX(x)) - x) < 1e-9);
    assert.ok(Math.abs(view.toScreenY(view.toWorldY(y)) - y) < 1e-9);
  }
});

test("zooming keeps the place under the pointer, and ends at half and at sixteen times", () => {
  const view = viewAtHome();
  const place = [view.toWorldX(30), view.toWorldY(40)];
  view.zoomAt(30, 40, 3);
  assert.deepEqual([view.scale, view.isHome], [150, false]);
  assert.ok(Math.hypot(view.toWorldX(30) - place[0], view.toWorldY(40) - place[1]) < 1e-9);
  view.zoomAt(30, 40, 1000);
  assert.equal(view.scale, 16 * 50);
  view.zoomAt(30, 40, 1e-6);
  assert.equal(view.scale, 0.5 * 50);
  view.reset();
  assert.deepEqual([view.scale, view.centerX, view.isHome], [50, 0, true]);
});

test("panning stops at the home box", () => {
  const view = viewAtHome();
  view.pan(50, 25);
  assert.deepEqual([view.centerX, view.centerY], [-1, 0.5]);
  view.pan(10_000, 10_000);
  assert.deepEqual([view.centerX, view.centerY], [-4, 1]);
});

test("a place out of sight is brought into it, one in sight changes nothing", () => {
  const view = viewAtHome();
  assert.equal(view.include(1, 0.5), false);
  assert.equal(view.scale, 50);
  assert.equal(view.include(20, 0), true);
  assert.ok(view.toScreenX(20) < 400 && view.isHome === false);
});

test("another size of the canvas shows the home box again, or what was seen at its own scale", () => {
  const view = viewAtHome();
  view.resize(800, 400);
  assert.equal(view.scale, 100);
  view.zoomAt(400, 200, 2);
  view.resize(400, 400);
  assert.equal(view.scale, 100);
});

test("a part is told as it is shown again, on a canvas of another size, too", () => {
  const view = viewAtHome();
  assert.equal(view.part, null);
  view.zoomAt(30, 40, 3);
  const { part } = view;
  const other = new View();
  other.setHome([-4, 4, -1, 1]);
  other.show(part);
  other.resize(800, 400);
  assert.deepEqual(other.part, part);
  assert.equal(part[2], 3);
  assert.equal(other.scale, 3 * 100);
  other.show([0, 0, 1000]);
  assert.deepEqual(other.part, [0, 0, 16]);
  other.show(null);
  assert.deepEqual([other.part, other.scale], [null, 100]);
});
