import assert from "node:assert/strict";
import { test } from "node:test";

import { StackedTerms } from "../../../ui/learn/stacked_terms.js";

function anyElement() {
  const listeners = {};
  return {
    listeners, setAttribute() {}, append() {}, replaceChildren() {},
    addEventListener: (type, listener) => (listeners[type] = listener), getBoundingClientRect: () => ({ left: 10, width: 640 }),
  };
}

test("a click goes to the nearest epoch once there are epochs", () => {
  Object.assign(globalThis, { document: { createElement: anyElement, createElementNS: anyElement } });
  const chosen = [];
  const chart = new StackedTerms(["one", "other"], "terms", (index) => chosen.push(index));
  const click = (clientX) => /** @type {any} */ (chart.svg).listeners.click({ clientX });
  click(300);
  assert.deepEqual(chosen, []);
  chart.take([0, 1, 5], [90, 80, 70], [20, 10, 10]);
  [0, 350, 649].forEach(click);
  assert.deepEqual(chosen, [0, 1, 2]);
});
