import assert from "node:assert/strict";
import { test } from "node:test";

import { drawClouds, drawNames, drawPoints, drawShape, turnedClouds } from "../../../ui/live/layers.js";

const VIEW = { scale: 50, toScreenX: (x) => 300 + 50 * x, toScreenY: (y) => 200 - 50 * y };

/** Where the corner of a shape that is at [x, y] on its own map lands on the screen. */
function cornerOnScreen(corner, turn) {
  let [matrix, drawn] = [[], []];
  const context = { save() {}, restore() {}, transform: (...given) => (matrix = given), drawImage: (_, ...given) => (drawn = given) };
  drawShape(context, VIEW, {}, 3, turn);
  const [left, top, width, height] = drawn;
  const [u, v] = [left + (width * (corner[0] + 3)) / 6, top + (height * (3 - corner[1])) / 6];
  const [a, b, c, d, e, f] = matrix;
  return [a * u + c * v + e, b * u + d * v + f];
}

test("a shape lies where its places do", () => {
  assert.deepEqual(cornerOnScreen([3, 3]), [VIEW.toScreenX(3), VIEW.toScreenY(3)]);
  assert.deepEqual(cornerOnScreen([-3, 2]), [VIEW.toScreenX(-3), VIEW.toScreenY(2)]);
});

test("turned and mirrored with its codes it lies where these are", () => {
  const turn = { matrix: [[0, -2], [-1, 0.5]], shift: [1, -2] };
  for (const [x, y] of [[3, 3], [-3, 2], [0.5, -1]]) {
    const expected = [VIEW.toScreenX(-2 * y + 1), VIEW.toScreenY(-x + 0.5 * y - 2)];
    cornerOnScreen([x, y], turn).forEach((value, axis) => assert.ok(Math.abs(value - expected[axis]) < 1e-9));
  }
});

/** The ellipses and bands that are filled: the places that their lines go through, and the fill. */
function filledClouds(clouds, isLine) {
  const found = [];
  let points = [];
  drawClouds({
    beginPath: () => (points = []), closePath() {}, stroke() {}, lineTo: (x, y) => points.push([x, y]),
    rect: (left, top, width, height) => points.push([left, top], [left + width, top + height]),
    fill() { found.push({ points, style: this.fillStyle }); },
  }, VIEW, clouds, isLine, [0, 0, 0]);
  return found;
}

test("clouds are drawn to two standard deviations where they lie, darker where more is drawn from them", () => {
  const [often, seldom] = filledClouds([1, 2, 0.25, 0, 1, 0.9, -1, 0, 0.01, 0, 0.01, 0.1], false);
  const [xs, ys] = [0, 1].map((axis) => often.points.map((point) => point[axis]));
  assert.ok(Math.abs(Math.max(...xs) - VIEW.toScreenX(2)) < 1e-9 && Math.abs(Math.min(...xs) - VIEW.toScreenX(0)) < 1e-9);
  assert.ok(Math.abs(Math.min(...ys) - VIEW.toScreenY(4)) < 1e-9 && Math.abs(Math.max(...ys) - VIEW.toScreenY(0)) < 1e-9);
  const [dark, light] = [often, seldom].map(({ style }) => Number(style.match(/([\d.]+)\)$/)[1]));
  assert.ok(dark > 5 * light && light > 0);
});

test("of one dimension a cloud is a band", () => {
  const [{ points }] = filledClouds([1, 0, 0.25, 0, 0, 1], true);
  assert.deepEqual(points.map(([x]) => x), [VIEW.toScreenX(0), VIEW.toScreenX(2)]);
});

test("clouds are turned and mirrored with their codes", () => {
  const turn = { matrix: [[0, -2], [-1, 0.5]], shift: [1, -2] };
  const [x, y, xx, xy, yy, share] = turnedClouds([3, -1, 4, 1, 9, 0.5], turn);
  assert.deepEqual([x, y, share], [3, -5.5, 0.5]);
  assert.deepEqual([xx, xy, yy], [36, -7, 4 - 1 + 2.25]); // M S M', by hand
});

/** @type {[number, number][]} */
const PLACES = [[300, 200], [350, 150], [250, 100]];

/** What is drawn of three points, from the lowest up: a dot or the class's letter, its place and its opacity. */
function drawnPoints({ names, colors, ...more }) {
  const drawn = [];
  const dotAt = ({ data, width }, [x, y]) => {
    const [r, g, b, opacity] = data.slice(4 * (y * width + x), 4 * (y * width + x) + 4);
    assert.ok(opacity === 0 || colors.includes(`#${[r, g, b].map((value) => value.toString(16).padStart(2, "0")).join("")}`));
    return opacity ? [["dot", x, y, Math.round((10 * opacity) / 255) / 10]] : [];
  };
  globalThis.document = /** @type {any} */ ({ createElement: () => {
    const canvas = { getContext: () => ({ fillText: (text) => (canvas.text = text), putImageData: (picture) => (canvas.picture = picture) }) };
    return canvas;
  } });
  globalThis.ImageData = /** @type {any} */ (class {
    constructor(width, height) {
      Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
    }
  });
  drawPoints({ setTransform() {}, drawImage({ text, picture, width }, left, top) {
    if (text) drawn.push([text, Math.round(left + width / 2), Math.round(top + width / 2), this.globalAlpha]);
    else drawn.push(...PLACES.flatMap((place) => dotAt(picture, place)));
  } }, { ...VIEW, width: 600, height: 400 }, { x: [0, 1, -1], y: [0, 1, 2], labels: [0, 1, 2], tones: null, names, colors,
    hidden: new Set(), faded: null, lit: null, ...more }, 1, 0.8);
  delete globalThis.document;
  delete globalThis.ImageData;
  return drawn;
}

const THREE = { names: ["p", "q", "r"], colors: ["#123450", "#123450", "#123450"] };
const APART = { names: ["p", "q", "r"], colors: ["#000001", "#000002", "#000003"] };

test("of classes that share a colour one alone is drawn in its letter, above the others' quiet dots", () => {
  const lit = drawnPoints({ ...THREE, faded: 0 });
  assert.deepEqual(lit, [["dot", 350, 150, 0.1], ["dot", 250, 100, 0.1], ["p", 300, 200, 0.8]]);
  assert.deepEqual(drawnPoints({ ...THREE, faded: 0, lit: 2 }).at(-1), ["r", 250, 100, 0.8]);
  assert.deepEqual(drawnPoints({ ...THREE, hidden: new Set([0, 2]) }), [["q", 350, 150, 0.8]]);
});

test("classes with colours of their own, long names or values in the place of classes are dots", () => {
  assert.deepEqual(drawnPoints({ ...APART, faded: 1 }).map(([what]) => what), ["dot", "dot", "dot"]);
  assert.deepEqual(drawnPoints({ ...THREE, names: ["pea", "q", "r"], faded: 1 }).map(([what]) => what), ["dot", "dot", "dot"]);
  assert.deepEqual(drawnPoints({ ...THREE, tones: [0, 0, 0], faded: 1 }).map(([what]) => what), ["dot", "dot", "dot"]);
});

test("nothing fades for a class that is hidden", () => {
  assert.deepEqual(drawnPoints({ ...APART, faded: 0, hidden: new Set([0]) }).map((one) => one[3]), [0.8, 0.8]);
});

/** The names that are written on a map 400 wide, with letters 10 wide, and where. */
function writtenNames(...names) {
  const written = [];
  const context = { measureText: (text) => ({ width: 10 * text.length }), strokeText() {}, fillText: (...told) => written.push(told) };
  drawNames(context, /** @type {any} */ ({ ...VIEW, width: 400, height: 400 }), names, { font: "any", paper: [0, 0, 0], ink: [0, 0, 0] }, [], false);
  return written;
}

test("a long class name is cut short, and one at the edge of a map is whole", () => {
  assert.deepEqual(writtenNames({ text: "English springer spaniel", x: -5.5, y: 0 }), [["English springe…", 83, 200]]);
  assert.deepEqual(writtenNames({ text: "Bag", x: 1.6, y: 1 }), [["Bag", 380, 150]]);
  assert.deepEqual(writtenNames({ text: "Bag", x: 1.8, y: 1 }), [["Bag", 382, 150]]);
});

test("a name whose place is out of sight does not come in by the edge", () => {
  assert.deepEqual(writtenNames({ text: "Bag", x: 4, y: 1 }), [["Bag", 500, 150]]);
});
