import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { tell } from "../../../ui/live/telling.js";

/** What Streamlit's side does: one message a turn, which runs the fragment of the view that told first. */
function streamlit() {
  const runs = [];
  let batch = null;
  const view = (fragment) => ({
    send: (name, value) => {
      if (batch) batch.values.push([name, value]);
      else {
        batch = { fragment, values: [[name, value]] };
        setTimeout(() => {
          runs.push(batch);
          batch = null;
        }, 0);
      }
    },
  });
  return { view, runs };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("of views that tell in one turn each has its own run, and each run the newest values", () => {
  const { view, runs } = streamlit();
  const [map, remote, film] = ["map", "remote", "film"].map(view);
  tell(map, "place", 1);
  tell(remote, "wanted", 1);
  tell(film, "epoch", 1);
  tell(map, "shown", 1);
  tell(remote, "wanted", 2);
  tell(remote, "more", 3);
  mock.timers.runAll();
  assert.deepEqual(runs, [
    { fragment: "map", values: [["place", 1], ["shown", 1]] },
    { fragment: "remote", values: [["wanted", 2], ["more", 3]] },
    { fragment: "film", values: [["epoch", 1]] },
  ]);
});

test("a view alone waits for nothing, then and later", () => {
  const { view, runs } = streamlit();
  const map = view("map");
  const told = [];
  const heard = { send: (name, value) => { told.push(value); map.send(name, value); } };
  for (const place of [1, 2, 3]) {
    tell(heard, "place", place);
    assert.equal(told.length, place);
    mock.timers.runAll();
  }
  assert.deepEqual(runs.map(({ values }) => values), [[["place", 1]], [["place", 2]], [["place", 3]]]);
});

test("what is told later goes out in turns of its own, too", () => {
  const { view, runs } = streamlit();
  const [map, remote] = ["map", "remote"].map(view);
  tell(map, "place", 1);
  tell(remote, "wanted", 1);
  mock.timers.tick(0);
  tell(map, "place", 2);
  tell(remote, "wanted", 2);
  mock.timers.runAll();
  assert.deepEqual(runs.map(({ fragment, values }) => [fragment, values.at(-1)]), [
    ["map", ["place", 1]], ["remote", ["wanted", 1]], ["map", ["place", 2]], ["remote", ["wanted", 2]],
  ]);
});
