import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Manifold } from "../../../ui/live/manifold.js";
import { View } from "../../../ui/live/view.js";

let idle = [];

beforeEach(() => {
  idle = [];
  const context = { putImageData() {}, clearRect() {}, drawImage() {} };
  globalThis.document = /** @type {any} */ ({ createElement: () => ({ getContext: () => context }) });
  globalThis.ImageData = /** @type {any} */ (class {
    constructor(width, height) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  });
  globalThis.window = /** @type {any} */ ({ requestIdleCallback: true, cancelIdleCallback: true });
  globalThis.requestIdleCallback = /** @type {any} */ ((callback) => idle.push(callback));
});

/** Let the browser be idle until nothing more is to be done; the time never runs out. */
function rest() {
  while (idle.length) idle.shift()({ didTimeout: false, timeRemaining: () => 50 });
}

/** A view of 600x600 pixels at home in [-4, 4]², and a manifold that counts what it decodes and when it has news. */
function parts() {
  const view = new View();
  view.resize(600, 600);
  view.setHome([-4, 4, -4, 4]);
  const count = { decoded: 0, news: 0 };
  const decode = (places) => {
    count.decoded += places.length;
    return new Float32Array(784 * places.length);
  };
  return { view, count, manifold: new Manifold(decode, false, { shape: [28, 28, 1] }, () => count.news++) };
}

/** How many tiles are drawn. */
function drawn(manifold, view) {
  let number = 0;
  manifold.draw({ clearRect() {}, drawImage: () => number++ }, view);
  return number;
}

test("back from a zoom all tiles are there at once, and the map hears of it", () => {
  const { view, count, manifold } = parts();
  manifold.request(view);
  rest();
  const [atHome, decoded] = [drawn(manifold, view), count.decoded];
  assert.ok(atHome > 100);
  view.zoomAt(300, 300, 8);
  manifold.request(view);
  rest();
  view.reset();
  const { news } = count;
  manifold.request(view);
  rest();
  assert.equal(drawn(manifold, view), atHome);
  assert.ok(count.news > news);
  assert.ok(count.decoded > decoded);
});

test("tiles that are no longer wanted when the browser is idle are not made", () => {
  const { view, count, manifold } = parts();
  manifold.request(view);
  manifold.clear();
  rest();
  assert.equal(count.decoded, 0);
});

test("a mosaic takes the place of the tiles once it is whole, until tiles are made again", () => {
  const { view, count, manifold } = parts();
  manifold.request(view);
  rest();
  const tiles = drawn(manifold, view);
  const { decoded, news } = count;
  manifold.renew(view);
  while (manifold.isRenewing) {
    assert.equal(drawn(manifold, view), tiles);
    manifold.renewUntil(-Infinity); // no time: one portion
  }
  assert.equal(count.decoded - decoded, tiles);
  assert.equal(count.news, news + 1);
  assert.equal(drawn(manifold, view), 1);
  manifold.request(view);
  rest();
  assert.equal(drawn(manifold, view), tiles);
  manifold.renew(view);
  manifold.renewUntil(Infinity);
  manifold.setInk([9, 9, 9]);
  assert.equal(drawn(manifold, view), 0);
});
