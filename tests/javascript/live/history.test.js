import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../../ui/live/history.js";

test("every choice can be taken back, one after the other, and the same again is none", () => {
  const history = new History();
  assert.equal(history.undo(), null);
  for (const state of [{ z: [0] }, { z: [1] }, { z: [1] }, { z: [2] }]) history.record(state);
  assert.deepEqual(history.undo(), { z: [1] });
  history.record({ z: [1] }); // going back tells the page of it, too
  assert.deepEqual(history.undo(), { z: [0] });
  assert.deepEqual([history.undo(), history.isEmpty], [null, true]);
  history.record({ z: [5] });
  assert.deepEqual(history.undo(), { z: [0] });
});

test("what is long gone is forgotten", () => {
  const history = new History();
  for (let i = 0; i <= 300; i++) history.record(i);
  let steps = 0;
  while (history.undo() !== null) steps++;
  assert.equal(steps, 100);
});
