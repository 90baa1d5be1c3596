import assert from "node:assert/strict";
import { test } from "node:test";

import { toneColors, tonesOf } from "../../../ui/explore/coloring.js";
import { rgbOf } from "../../../ui/live/dots.js";

test("tones rise with the value and end at both ends of the scale", () => {
  const tones = tonesOf([-9, 0, 0.5, 1, 9], 0, 1);
  assert.deepEqual([...tones], [0, 0, 12, 23, 23]);
});

test("there is a colour for every tone, other ones on dark paper, the ends as they are written", () => {
  const [light, dark] = [toneColors(false), toneColors(true)];
  assert.equal(light.length, 24);
  assert.equal(new Set([...light, ...dark]).size, 48);
  assert.equal(light[0], "#d9731a");
  assert.equal(light[23], "#0d0887");
});

/** Contrast with paper as WCAG has it. */
function contrast(color, paper) {
  const [one, other] = [rgbOf(color), paper].map((rgb) => {
    const [r, g, b] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

test("every tone is seen on its paper", () => {
  for (const color of toneColors(false)) assert.ok(contrast(color, [255, 255, 255]) >= 3, color);
  for (const color of toneColors(true)) assert.ok(contrast(color, [15, 17, 22]) >= 3, color);
});
