import assert from "node:assert/strict";
import { test } from "node:test";

import { Hint } from "../../../ui/live/hint.js";

const SIZE = { isConnected: true, offsetWidth: 70, offsetHeight: 28 };

/** Which side of the cursor a hint takes on a map of 400x400 with class names at some places. */
function sideTaken(cursorPlace, names) {
  globalThis.document = /** @type {any} */ ({ createElement: () => ({ style: {}, ...SIZE }) });
  const view = { width: 400, height: 400, toScreenX: (x) => x, toScreenY: (y) => y };
  const map = { cursor: { append() {} }, cursorPlace, view, names: names.map(([x, y]) => ({ text: "0", x, y })) };
  const hint = new Hint(map, "Drag me");
  hint.place();
  const x = parseInt(hint.element.style.left, 10) + SIZE.offsetWidth / 2;
  const y = parseInt(hint.element.style.top, 10) + SIZE.offsetHeight / 2;
  const [row, column] = [y > 20 ? "below" : y < -20 ? "above" : "", x > 20 ? "right" : x < -20 ? "left" : ""];
  return [row, column].filter(Boolean).join(" ");
}

test("the hint takes a side where it covers no class name", () => {
  assert.equal(sideTaken([200, 200], []), "right");
  assert.equal(sideTaken([200, 200], [[225, 200]]), "left");
  assert.equal(sideTaken([200, 200], [[180, 205], [225, 200]]), "below");
  assert.equal(sideTaken([200, 200], [[180, 205], [225, 200], [205, 240]]), "above");
  assert.equal(sideTaken([380, 200], []), "left");
});

test("where names are on all four sides it takes a corner", () => {
  assert.equal(sideTaken([200, 200], [[257, 200], [143, 200], [200, 236], [200, 164]]), "below right");
});

test("where names are all around it takes one where it is not cut", () => {
  const names = [[225, 200], [180, 205], [205, 240], [205, 165],
    [257, 236], [143, 236], [257, 164], [143, 164]];
  assert.equal(sideTaken([200, 200], names), "right");
  assert.equal(sideTaken([380, 200], names.map(([x, y]) => [x + 180, y])), "left");
});
