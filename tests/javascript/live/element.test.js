import assert from "node:assert/strict";
import { test } from "node:test";

import { write } from "../../../ui/live/element.js";

/** An element of some nodes, which says what is done to it. */
function elementOf(...nodes) {
  const done = [];
  const element = {
    firstChild: nodes[0] ?? null,
    lastChild: nodes.at(-1) ?? null,
    get textContent() {
      return nodes.map((node) => node.data).join("");
    },
    set textContent(text) {
      done.push(text);
    },
  };
  return { element, done };
}

test("a text is written into the node that holds the one before, and only where it differs", () => {
  const node = { nodeType: 3, data: "Epoch 1" };
  const { element, done } = elementOf(node);
  write(element, "Epoch 2");
  assert.equal(node.data, "Epoch 2");
  Object.freeze(node);
  write(element, "Epoch 2");
  assert.deepEqual(done, []);
});

test("an element that is empty, or holds more than a text, gets the text in place of all", () => {
  const bold = { nodeType: 1, data: "bold" };
  for (const nodes of [[], [bold], [{ nodeType: 3, data: "a" }, bold]]) {
    const { element, done } = elementOf(...nodes);
    write(element, "b");
    assert.deepEqual(done, ["b"]);
  }
});
