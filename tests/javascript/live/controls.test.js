import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement } from "../elements.js";
import { Legend } from "../../../ui/live/controls.js";

const SHARED = ["#555555", "#555555", "#555555"];
const OWN = ["#000001", "#000002", "#000003"];

/** A legend of three classes, what it hides and lights, and how often it said so. */
function legendOf(colors) {
  globalThis.document = /** @type {any} */ ({ createElement: () => Object.assign(new FakeElement(), { matches: () => true }) });
  const points = { hidden: new Set(), lit: null };
  const told = [];
  const legend = new Legend(/** @type {any} */ (new FakeElement()), ["p", "q", "r"], points, (isNews) => told.push(isNews));
  legend.setColors(colors);
  const press = (label) => legend.buttons[label].dispatchEvent(new Event("click"));
  return { legend, points, told, press, pressed: () => legend.buttons.map((button) => button.attributes["aria-pressed"]) };
}

test("a press hides a class that has a colour of its own, and shows it again", () => {
  const { points, press, pressed, told } = legendOf(OWN);
  press(1);
  assert.deepEqual([[...points.hidden], pressed()], [[1], ["true", "false", "true"]]);
  press(1);
  assert.deepEqual([[...points.hidden], told], [[], [true, true]]);
});

test("of classes that share a colour a press shows one alone, others beside it, and all again after the last", () => {
  const { points, press, pressed } = legendOf(SHARED);
  press(1);
  assert.deepEqual([[...points.hidden], pressed()], [[0, 2], ["false", "true", "false"]]);
  press(2);
  assert.deepEqual([...points.hidden], [0]);
  press(2);
  press(1);
  assert.deepEqual([[...points.hidden], pressed()], [[], ["true", "true", "true"]]);
});

test("of classes that share a colour the one pointed at is lit, as long as all are seen", () => {
  const { legend, points, press, told } = legendOf(SHARED);
  const enter = (label, type) => legend.buttons[label].dispatchEvent(Object.assign(new Event(type), { pointerType: "mouse" }));
  enter(2, "pointerenter");
  assert.equal(points.lit, 2);
  enter(2, "pointerleave");
  assert.deepEqual([points.lit, told], [null, [false, false]]);
  press(0);
  enter(2, "pointerenter");
  assert.equal(points.lit, null);
  const own = legendOf(OWN);
  own.legend.buttons[2].dispatchEvent(Object.assign(new Event("pointerenter"), { pointerType: "mouse" }));
  assert.equal(own.points.lit, null);
});
