import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnProblem } from "../../../ui/interpolate/plan_draw.js";
import { figuresOf, trialText, verdictOf } from "../../../ui/interpolate/plan_words.js";
import { straightLine } from "../../../ui/interpolate/plan_search.js";
import { trouble } from "../../../ui/interpolate/plan_trouble.js";

const PROBLEM = { start: [-1.2, 0.9], goal: [1.2, 0.9], disc: [0.1, 1.3], radius: 0.2 };

test("a drawn problem can be solved and lies in whole centimetres", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let time = 0; time < 5; time++) {
    const { a, b, o, r } = drawnProblem([0.08, 0.3], random);
    assert.equal(trouble({ start: a, goal: b, disc: o, radius: r }), null);
    assert.ok([...a, ...b, ...o, r].every((value) => value === Math.round(100 * value) / 100));
    assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1]) > 0.48 && r >= 0.08 && r <= 0.25);
  }
});

test("the verdict says whether it is searching, has found something, or nothing", () => {
  const found = { clearance: 0.04, miss: 0.004 };
  assert.match(verdictOf({ isDone: false, numSteps: 7 }, found), /^Searching: step 7/);
  assert.match(verdictOf({ isDone: true, numSteps: 23 }, found), /^Found in 23 steps: .* at most 4 mm off A and B\.$/);
  assert.match(verdictOf({ isDone: true, numSteps: 40 }, { ...found, miss: 0.2 }), /but its ends were 20 cm off/);
  assert.match(verdictOf({ isDone: true, numSteps: 40 }, { ...found, clearance: -0.01 }), /^No motion past the obstacle was found/);
});

test("the straight line that goes through the obstacle is said to hit it", () => {
  const line = straightLine(PROBLEM);
  const { hit, length, jerk } = figuresOf([line, line], PROBLEM);
  assert.deepEqual([hit[1], jerk[1]], ["hits it", "1.0 ×"]);
  assert.match(length[0], /^\d\.\d\d m$/);
  assert.match(figuresOf([line, line], { ...PROBLEM, disc: [0, -0.8] }).hit[0], /^\d+\.\d cm away$/);
});

test("drawn problems are told with their number, or how to measure them", () => {
  const trial = { count: 200, hits: [0.005, 0.79], lengths: [1.31, 1.2], jerks: [6.7, 1] };
  assert.match(trialText({ trial, command: "" }), /On 200 drawn problems .* in 0\.5\u00a0%, the straight line in 79\u00a0%; .* 1\.31 m against 1\.20 m/);
  assert.match(trialText({ trial: null, command: "python -m vae plan mine" }), /python -m vae plan mine$/);
});
