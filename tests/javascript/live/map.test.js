import assert from "node:assert/strict";
import { test } from "node:test";

import { LatentMap } from "../../../ui/live/map.js";

const THEME = { paper: [255, 255, 255], ink: [0, 0, 0], fog: [0, 0, 0], pictureInk: [0, 0, 0] };

/** A canvas or any other element that takes whatever is drawn on it. */
function anyElement() {
  const context = new Proxy({}, { get: (_, name) => (name === "measureText" ? () => ({ width: 9 }) : () => {}), set: () => true });
  return { style: {}, dataset: {}, setAttribute() {}, append() {}, addEventListener() {}, remove() {}, getContext: () => context };
}

/** A page without a browser, what waits for its next frame, and what tells that an element has another size. */
function anyPage() {
  const frames = [];
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
  return { nextFrame: () => frames.splice(0).forEach((callback) => callback()), resized: () => resized() };
}

test("a map in a place without a size is drawn as soon as it has one", () => {
  const { nextFrame, resized } = anyPage();
  const [container, seen] = [{ ...anyElement(), clientWidth: 0, clientHeight: 0 }, []];
  const map = new LatentMap(container, { onMove() {}, onRelease() {} });
  map.drawDots = () => seen.push(map.view.width);
  map.setTheme(THEME);
  nextFrame();
  assert.deepEqual(seen, [], "there is no picture of no size");
  Object.assign(container, { clientWidth: 400, clientHeight: 300 });
  resized();
  nextFrame();
  assert.deepEqual(seen, [400]);
});

test("a map whose size changes is drawn once: at once, and not again in the next frame", () => {
  const [{ nextFrame, resized }, seen] = [anyPage(), []];
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

test("parts of a map are drawn now in place of the next frame, and no frame is asked for", () => {
  const [{ nextFrame }, seen] = [anyPage(), []];
  const map = new LatentMap({ ...anyElement(), clientWidth: 400, clientHeight: 300 }, { onMove() {}, onRelease() {} });
  map.setTheme(THEME);
  nextFrame();
  map.drawBelow = () => seen.push("below");
  map.drawDots = () => seen.push("dots");
  map.drawAbove = () => seen.push("above");
  map.drawNow("dots", "above");
  assert.deepEqual(seen.splice(0), ["dots", "above"]);
  nextFrame();
  assert.deepEqual(seen, []);
  map.refreshPart("below");
  map.drawNow("dots");
  nextFrame();
  assert.deepEqual(seen, ["below", "dots"], "what waited for the next frame is drawn, too, and once");
});
