import assert from "node:assert/strict";
import { test } from "node:test";

import { LineChart } from "../../../ui/interpolate/line_chart.js";

test("a chart tells where it is pressed once it is drawn; before that there is nowhere to point at", () => {
  const listeners = {};
  const svg = {
    setAttribute() {}, setPointerCapture() {}, addEventListener: (type, listener) => (listeners[type] = listener),
    getBoundingClientRect: () => ({ left: 100, width: 500 }),
  };
  const parts = { svg, ".chart-marker": {}, small: {} };
  const film = { querySelector: (name) => parts[name] };
  const row = /** @type {any} */ ({ querySelector: (name) => (name === ".film" ? film : parts[name]) });
  const told = [];
  const chart = new LineChart(row, (u) => told.push(u));
  const press = (clientX) => listeners.pointerdown({ button: 0, clientX, pointerType: "mouse", isTrusted: true });
  press(350);
  assert.deepEqual(told, []);
  chart.show({}, { frames: 5, shownPath: "linear", range: "", label: "" });
  [150, 350, 600].forEach(press);
  assert.deepEqual(told, [0, 0.5, 1]);
});
