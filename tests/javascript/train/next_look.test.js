import assert from "node:assert/strict";
import { test } from "node:test";

import nextLook from "../../../ui/train/next_look.js";

test("the next look is asked for once when it is due, in a hidden tab when that is seen again", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const document = Object.assign(new EventTarget(), { hidden: false });
  globalThis.document = /** @type {any} */ (document);
  const asked = [];
  const parentElement = { querySelector: () => null };
  const look = (number, seconds) => nextLook({
    parentElement, data: [{ look: number, seconds }], setStateValue: (name, value) => asked.push([name, value]),
  });
  look(1, 2);
  t.mock.timers.tick(1990);
  assert.deepEqual(asked, []);
  t.mock.timers.tick(20);
  t.mock.timers.tick(9000);
  assert.deepEqual(asked, [["asked", 1]]);
  look(2, 4);
  look(2, 4); // the page around it was drawn again
  document.hidden = true;
  t.mock.timers.tick(9000);
  assert.equal(asked.length, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(asked.slice(1), [["asked", 2]]);
  const end = look(3, 1);
  end();
  t.mock.timers.tick(5000);
  assert.equal(asked.length, 2);
});
