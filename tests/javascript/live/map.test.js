import assert from "node:assert/strict";
import { test } from "node:test";

import { LatentMap } from "../../../ui/live/map.js";

const THEME = { paper: [255, 255, 255], ink: [0, 0, 0], fog: [0, 0, 0], pictureInk: [0, 0, 0] };

/** A canvas or any other element that takes whatever is drawn on it. */
function anyElement() {
  const context = new Proxy({}, { get: (_, name) => (name === "measureText" ? () => ({ width: 9 }) : () => {}), set: () => true });
  return { style: {}, dataset: {}, setAttribute() {}, append() {}, addEventListener() {}, remove() {}, getContext: () => context };
}

test("a map whose size changes is drawn once: at once, and not again in the next frame", () => {
  const [frames, seen] = [[], []];
  let resized = () => {};
  Object.assign(globalThis, {
    window: { devicePixelRatio: 1 },
    document: { createElement: anyElement },
    ResizeObserver: class {
      constructor(callback) {
        resized = callback;
      }

      observe() {}
    },
    requestAnimationFrame: (callback) => frames.push(callback),
    cancelAnimationFrame: (number) => number && (frames[number - 1] = () => {}),
    setTimeout: () => 0,
  });
  const nextFrame = () => frames.splice(0).forEach((callback) => callback());
  const container = { ...anyElement(), clientWidth: 400, clientHeight: 300 };
  const map = new LatentMap(container, { onMove() {}, onRelease() {}, onView: () => seen.push("view") });
  map.setTheme(THEME);
  map.setCursor(0, 0);
  map.drawDots = () => seen.push("dots");
  nextFrame();
  assert.deepEqual(seen.splice(0), ["view", "dots"]);
  container.clientWidth = 500;
  resized();
  assert.deepEqual(seen, ["view", "dots"], "it is told of its view before it is drawn");
  nextFrame();
  assert.deepEqual(seen.splice(0), ["view", "dots"]);
  map.refresh();
  nextFrame();
  assert.deepEqual(seen, ["dots"], "and goes on drawing");
});
