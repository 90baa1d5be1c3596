import assert from "node:assert/strict";
import { test } from "node:test";

import { onPress } from "../../../ui/live/press.js";
import { FakeElement } from "../elements.js";

/** What is told of events of a pointer, by a name and its fields, on an element that a finger may scroll like that. */
function toldOf(touchAction, events) {
  globalThis.getComputedStyle = /** @type {any} */ (() => ({ touchAction }));
  const [element, told] = [new FakeElement(), []];
  onPress(element, (event) => told.push(event.type));
  for (const [name, fields] of events) element.dispatchEvent(Object.assign(new Event(name), fields));
  return told;
}

const finger = { button: 0, buttons: 1, pointerType: "touch" };
const mouse = { ...finger, pointerType: "mouse" };
const drag = (pointer) => [["pointerdown", pointer], ["pointermove", pointer]];

test("what is pressed points at once, and a drag goes on", () => {
  assert.deepEqual(toldOf("pan-y", [...drag(finger), ["click", finger]]), ["pointerdown", "pointermove"]);
  assert.deepEqual(toldOf("auto", [...drag(mouse), ["click", mouse]]), ["pointerdown", "pointermove"]);
});

test("where a finger scrolls a swipe points nowhere, a tap where it is lifted", () => {
  assert.deepEqual(toldOf("auto", [...drag(finger), ["pointercancel", finger]]), []);
  assert.deepEqual(toldOf("auto", [...drag(finger), ["pointerup", finger], ["click", finger]]), ["click"]);
  assert.deepEqual(toldOf("auto", [["pointerdown", finger], ["pointercancel", finger], ...drag(mouse)]), ["pointerdown", "pointermove"]);
});
