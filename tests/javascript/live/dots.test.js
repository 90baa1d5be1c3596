import assert from "node:assert/strict";
import { test } from "node:test";

import { layDot, rgbOf, stampOf } from "../../../ui/live/dots.js";

const picture = (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) });
const pixel = ({ data, width }, x, y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
const opacities = ({ data }) => [...data.filter((_, index) => index % 4 === 3)];

test("a stamp covers a disc wherever in its pixel the middle lies", () => {
  for (const radius of [1.2, 2.5, 7]) {
    const { side, half, covers } = stampOf(radius);
    assert.equal(side, 2 * half + 1);
    assert.equal(covers.length, 16);
    covers.forEach((cover, part) => {
      const sum = cover.reduce((a, b) => a + b, 0) / 255;
      const middle = (of) => cover.reduce((all, value, at) => all + value * (of(at) + 0.5), 0) / 255 / sum - half;
      assert.ok(Math.abs(sum - Math.PI * radius ** 2) < 0.12 * Math.PI * radius ** 2, `${radius}: ${sum}`);
      assert.ok(Math.abs(middle((at) => at % side) - ((part % 4) + 0.5) / 4) < 0.05);
      assert.ok(Math.abs(middle((at) => Math.floor(at / side)) - (Math.floor(part / 4) + 0.5) / 4) < 0.05);
    });
  }
});

test("a dot lies at its place in its colour", () => {
  const on = picture(21, 11);
  layDot(on, stampOf(2), 14.5, 4.5, [10, 200, 30], 0.5);
  assert.deepEqual(pixel(on, 14, 4), [10, 200, 30, 128]);
  assert.deepEqual(pixel(on, 14, 6).slice(0, 3), [10, 200, 30]); // the rim is thinner, not paler
  assert.ok(pixel(on, 14, 6)[3] < 128);
  assert.deepEqual(pixel(on, 10, 4), [0, 0, 0, 0]);
  assert.deepEqual(pixel(on, 4, 14 - 10), [0, 0, 0, 0]);
});

test("a dot over another mixes with it as a canvas would", () => {
  const on = picture(9, 9);
  layDot(on, stampOf(2), 4.5, 4.5, [200, 0, 0], 0.6);
  layDot(on, stampOf(2), 4.5, 4.5, [0, 100, 0], 0.5);
  const opacity = 0.5 + 0.6 * 0.5; // source over, by hand
  const [r, g, b, own] = pixel(on, 4, 4);
  assert.ok(Math.abs(own - 255 * opacity) <= 1);
  assert.ok(Math.abs(r - (200 * 0.6 * 0.5) / opacity) <= 1);
  assert.ok(Math.abs(g - (100 * 0.5) / opacity) <= 1);
  assert.equal(b, 0);
});

test("what lies beyond the edges is left out, and what has no place at all", () => {
  const whole = picture(30, 30);
  layDot(whole, stampOf(3), 15.1, 15.1, [1, 2, 3], 1);
  const area = opacities(whole).reduce((a, b) => a + b, 0);
  for (const [x, y, share] of [[0, 15, 0.5], [30, 15, 0.5], [15, 0, 0.5], [0, 30, 0.25], [-9, 15, 0], [15, 1e9, 0], [NaN, 15, 0]]) {
    const on = picture(30, 30);
    layDot(on, stampOf(3), x, y, [1, 2, 3], 1);
    assert.ok(Math.abs(opacities(on).reduce((a, b) => a + b, 0) / area - share) < 0.05, `${x} ${y}`);
  }
});

test("a colour is read from its digits", () => {
  assert.deepEqual(rgbOf("#0a80ff"), [10, 128, 255]);
});
