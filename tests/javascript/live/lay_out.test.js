import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement } from "../elements.js";
import { layOut, stretchOf } from "../../../ui/live/pixels.js";

/** @import { Shape } from "../../../ui/live/pixels.js" */

/** @type {Shape[]} */
const SHAPES = [[28, 28, 1], [16, 40, 3], [24, 120, 1], [8, 30, 1], [40, 8, 1]];

test("only very wide pictures are laid out wider than high", () => {
  assert.deepEqual(SHAPES.map(stretchOf), [1, 1, 5, 3, 1]);
});

test("very wide pictures have their proportions and about the area of a square, others a square", () => {
  for (const [height, width, channels] of SHAPES) {
    const element = new FakeElement();
    layOut(/** @type {any} */ (element), [height, width, channels]);
    const [across, down] = [Number(element.style["--across"]), Number(element.style["--down"])];
    assert.ok(Math.abs(across * down - 1) < 0.21);
    if (across > 1) assert.ok(Math.abs(across / down - width / height) < 0.02);
    else assert.equal(down, 1);
  }
});
