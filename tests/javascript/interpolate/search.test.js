import assert from "node:assert/strict";
import { test } from "node:test";

import { Search } from "../../../ui/interpolate/search.js";
import { FakeElement } from "../elements.js";

/** A search on a page's route, what it has asked, and its parts of the page. */
function stage() {
  const [button, text, sent] = [new FakeElement(), new FakeElement(), []];
  const row = new FakeElement({ small: new FakeElement() });
  button.classList.toggle = () => {};
  const root = new FakeElement({ ".find-geodesic": button, ".geodesic-text": text, '[data-path="geodesic"]': row });
  const route = { curves: null, isStuck: false, isRouteOf: () => true, toState: () => ({}) };
  const page = /** @type {any} */ ({ route, network: { isRemote: false }, facts: {} });
  const search = new Search(root, page, { send: (message) => sent.push(message), onFound() {} });
  return { search, sent, button, text, row };
}

test("what Python cannot search is said, and asked again only where the button is pressed", () => {
  const { search, sent, button, text } = stage();
  const press = () => button.dispatchEvent(new Event("click"));
  press();
  const answer = { turn: sent[0].turn, points: [], labels: /** @type {any} */ ([null, null]), curves: [null], length: 0, energy: 0 };
  search.take({ ...answer, is_done: false, problem: "The worker ended." });
  assert.deepEqual([text.textContent, button.textContent], ["The worker ended.", "Find the shortest path"]);
  search.begin();
  assert.deepEqual([sent.length, text.textContent], [1, "The worker ended."]);
  press();
  assert.deepEqual([sent.length, text.textContent, button.textContent], [2, "Searching for the shortest path …", "Stop"]);
});
