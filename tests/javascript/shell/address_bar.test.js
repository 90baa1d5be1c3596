import assert from "node:assert/strict";
import { test } from "node:test";

import { writeAddress } from "../../../ui/shell/address_bar.js";

const FACTS = { page: "atlas", names: ["run", "color", "k"], query: { run: "mine", color: "kl" } };

/** The address after facts were written into it, and whether it was written at all. */
function written(href, facts) {
  let search = null;
  const history = { state: {}, replaceState: (_state, _title, to) => (search = new URL(to).search) };
  globalThis.window = /** @type {any} */ ({ location: { href }, history });
  writeAddress(facts);
  return search;
}

test("its own parts are written and taken out, those of others stay", () => {
  assert.equal(written("http://here/atlas?view=map&k=3", FACTS), "?view=map&run=mine&color=kl");
  assert.equal(written("http://here/below/atlas/?run=mine&color=kl", FACTS), null);
});

test("an answer that comes when another page is shown writes nothing", () => {
  assert.equal(written("http://here/encode?run=other", FACTS), null);
});
