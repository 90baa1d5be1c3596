import assert from "node:assert/strict";
import { test } from "node:test";

import { Sliders } from "../../../ui/explore/sliders.js";
import { FakeElement } from "../elements.js";

/** Sliders of so many dimensions, all of them in use, and what of KL is known of each; `made` gets every element. */
function slidersOf(count, kl = null, made = []) {
  globalThis.document = /** @type {any} */ ({ createElement: () => made[made.push(new FakeElement()) - 1] });
  const order = [...Array(count).keys()];
  const facts = { latent_dim: count, order, unused: [], slider_range: 4, z_limit: 8, kl_per_dimension: kl };
  return new Sliders(/** @type {any} */ (new FakeElement()), /** @type {any} */ (facts), { onInput() {}, onRelease() {} });
}

const shown = (sliders) => [...sliders.rows.values()].map(({ slider }) => slider.value);

test("a few sliders all move with every picture", () => {
  const sliders = slidersOf(6);
  sliders.show([1, 1, 1, 1, 1, 1], 0);
  assert.deepEqual(shown(sliders), [1, 1, 1, 1, 1, 1]);
});

test("of a desk every fader has moved after three pictures, the one in hand with each, and all where the point rests", () => {
  const sliders = slidersOf(12);
  sliders.hold(5);
  const moved = [1, 2, 3].map((value) => {
    const before = shown(sliders);
    sliders.show(Array(12).fill(value), 0);
    assert.equal(shown(sliders)[5], value);
    return shown(sliders).map((one, index) => (one === before[index] ? -1 : index)).filter((index) => index >= 0);
  });
  assert.deepEqual([...new Set(moved.flat())].sort((a, b) => a - b), [...Array(12).keys()]);
  assert.ok(moved.every((some) => some.length <= 5), `${moved}`);
  sliders.settle(Array(12).fill(2.5), 0);
  assert.deepEqual(shown(sliders), Array(12).fill(2.5));
  assert.equal(sliders.rows.get(5).number.value, "2.500");
});

test("what is folded away tells less where that was measured, else it varies less", () => {
  const textsOf = (kl) => {
    const made = [];
    slidersOf(20, kl, made);
    return made.map(({ textContent }) => textContent).filter((text) => String(text).includes(" more that "));
  };
  assert.deepEqual([textsOf(Array(20).fill(1)), textsOf(null)], [["4 more that tell less"], ["4 more that vary less"]]);
});
