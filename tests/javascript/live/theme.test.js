import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { watchTheme } from "../../../ui/live/theme.js";

const kept = { document: globalThis.document, getComputedStyle: globalThis.getComputedStyle };
afterEach(() => Object.assign(globalThis, kept));

/** An element whose font is there or comes when `come` is called. */
function watched(isThere) {
  let come;
  const asked = [];
  const fonts = {
    check: () => isThere,
    load: (font) => {
      asked.push(font);
      return new Promise((done) => come = done);
    },
  };
  Object.assign(globalThis, { document: { fonts }, getComputedStyle: () => ({ fontFamily: "\"Source Sans\", serif" }) });
  const changes = [];
  const undo = watchTheme(new EventTarget(), () => changes.push("changed"));
  return { asked, changes, undo, come: async () => (come(), await new Promise((done) => setTimeout(done))) };
}

test("what was drawn before its font had come is drawn again, once", async () => {
  const { asked, changes, come } = watched(false);
  assert.deepEqual([asked, changes], [["11px \"Source Sans\", serif"], []]);
  await come();
  assert.deepEqual(changes, ["changed"]);
});

test("nobody waits for a font that is there, and who has gone hears of none", async () => {
  assert.deepEqual(watched(true).asked, []);
  const { changes, undo, come } = watched(false);
  undo();
  await come();
  assert.deepEqual(changes, []);
});
