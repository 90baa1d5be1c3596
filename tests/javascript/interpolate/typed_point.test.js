import assert from "node:assert/strict";
import { test } from "node:test";

import { TypedPoint } from "../../../ui/interpolate/typed_point.js";

/** A field of a page with two points, what it has sent and where points were put. */
function stage() {
  const parts = { input: { value: "", placeholder: "", setAttribute() {} }, ".typed-problem": { textContent: "" } };
  const form = /** @type {any} */ ({ hidden: true, querySelector: (name) => parts[name], addEventListener: (_, listener) => (form.submit = listener) });
  const [sent, placed] = [[], []];
  const edits = { active: 1, route: { last: 1 }, place: (z) => placed.push([edits.active, [...z]]) };
  const page = /** @type {any} */ ({ facts: { noun: "name" }, edits, send: (name, value) => sent.push([name, value]) });
  const field = new TypedPoint(form, page);
  const type = (text) => {
    parts.input.value = text;
    form.submit({ preventDefault() {} });
  };
  return { field, form, sent, placed, edits, type, problem: parts[".typed-problem"] };
}

test("what is typed goes to the point that was chosen then, once", () => {
  const { field, form, sent, placed, edits, type } = stage();
  assert.equal(form.hidden, false);
  type(" maria ");
  const [[name, { turn, text }]] = sent;
  assert.deepEqual([name, text], ["typed", "maria"]);
  edits.active = 0;
  field.take({ turn: turn - 1, code: [9, 9], problem: "" });
  field.take({ turn, code: [1, 2], problem: "" });
  field.take({ turn, code: [1, 2], problem: "" });
  assert.deepEqual(placed, [[1, [1, 2]]]);
});

test("what cannot be read is said and moves nothing; nothing typed asks nothing", () => {
  const { field, sent, placed, type, problem } = stage();
  type("   ");
  assert.equal(sent.length, 0);
  type("123");
  field.take({ turn: sent[0][1].turn, code: [], problem: "It has no letters." });
  assert.deepEqual([placed.length, problem.textContent], [0, "It has no letters."]);
});
