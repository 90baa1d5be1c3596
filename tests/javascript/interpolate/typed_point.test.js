import assert from "node:assert/strict";
import { test } from "node:test";

import { TypedPoint } from "../../../ui/interpolate/typed_point.js";

/** A field of a page with two points, what it has sent and where points were put. */
function stage() {
  const button = { disabled: false, textContent: "Place" };
  const parts = { input: { value: "", placeholder: "", setAttribute() {} }, button, ".typed-problem": { textContent: "" } };
  const form = /** @type {any} */ ({ hidden: true, querySelector: (name) => parts[name], addEventListener: (_, listener) => (form.submit = listener) });
  const [sent, placed] = [[], []];
  const route = { points: ["a", "b"], toState: () => route.points };
  const edits = { active: 1, route, place: (z) => placed.push([edits.active, [...z]]) };
  const page = /** @type {any} */ ({ facts: { noun: "name" }, edits, send: (name, value) => sent.push([name, value]) });
  const field = new TypedPoint(form, page);
  const type = (text) => {
    parts.input.value = text;
    form.submit({ preventDefault() {} });
  };
  return { field, form, sent, placed, edits, type, button, problem: parts[".typed-problem"] };
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

test("until Python has answered the button says so and asks nothing else", () => {
  const { field, sent, type, button } = stage();
  type("maria");
  type("anna");
  assert.deepEqual([sent.length, button], [1, { disabled: true, textContent: "Placing …" }]);
  field.take(null);
  field.take({ turn: sent[0][1].turn - 1, code: [9, 9], problem: "" });
  assert.equal(button.disabled, true);
  field.take({ turn: sent[0][1].turn, code: [], problem: "It has no letters." });
  assert.deepEqual(button, { disabled: false, textContent: "Place" });
  type("anna");
  assert.equal(sent.length, 2);
});

test("where the path has changed meanwhile no point is overwritten, and that is said", () => {
  const { field, sent, placed, edits, type, button, problem } = stage();
  type("maria");
  edits.route.points.reverse();
  field.take({ turn: sent[0][1].turn, code: [1, 2], problem: "" });
  assert.deepEqual([placed, edits.active, button.disabled], [[], 1, false]);
  assert.equal(problem.textContent, "The path has changed meanwhile: press Place once more.");
  type("maria");
  assert.equal(problem.textContent, "");
  field.take({ turn: sent[1][1].turn, code: [1, 2], problem: "" });
  assert.deepEqual(placed, [[1, [1, 2]]]);
});
