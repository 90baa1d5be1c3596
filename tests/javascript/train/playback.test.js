import assert from "node:assert/strict";
import { test } from "node:test";

import { Playback } from "../../../ui/train/playback.js";
import { FakeElement, FakeFrames } from "../elements.js";

/** A playback that has seen epoch 1, with a note of each epoch it shows; `bring` lets more epochs arrive. */
function playbackAtEpoch1() {
  const epochs = [1];
  const frames = { epochs, get count() { return epochs.length; }, nearest: (epoch) => Math.max(0, epochs.indexOf(epoch)) };
  const speed = new FakeElement();
  speed.value = "1";
  const root = new FakeElement({ ".walk": new FakeElement({ span: new FakeElement() }), ".live": new FakeElement(),
    ".scrubber": new FakeElement(), ".speed select": speed });
  const shown = [];
  const show = () => shown.push(epochs[playback.index]);
  const playback = new Playback(root, frames, { onChange: show, onStand() {} });
  const arrive = () => {
    playback.arrive(shown.at(-1) ?? 0, 3000);
    show();
  };
  arrive();
  return { playback, shown, root, bring: (...more) => {
    epochs.push(...more);
    arrive();
  } };
}

test("few epochs that come at once are shown one after the other, many at once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { bring, shown } = playbackAtEpoch1();
  assert.deepEqual(shown, [1]);
  const after = (...milliseconds) => milliseconds.map((time) => {
    t.mock.timers.tick(time);
    return shown.at(-1);
  });
  bring(2);
  assert.deepEqual(after(0, 5000), [2, 2]);
  bring(3, 4, 5);
  assert.deepEqual(after(0, 990, 20, 1500, 5000), [3, 3, 4, 5, 5]);
  bring(6, 7);
  assert.deepEqual(after(0, 1490, 20), [6, 6, 7]);
  bring(8, 9, 10, 11);
  assert.deepEqual(after(0, 740, 20, 750, 750, 5000), [8, 8, 9, 10, 11, 11]);
  bring(12, 13, 14, 15, 16);
  assert.deepEqual(after(0, 5000), [16, 16]);
});

test("whoever goes elsewhere meanwhile stays there", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { bring, playback, shown } = playbackAtEpoch1();
  bring(2, 3);
  playback.scrubTo(0);
  t.mock.timers.tick(5000);
  assert.deepEqual([shown.at(-1), playback.isFollowing], [1, false]);
  bring(4);
  assert.equal(shown.at(-1), 1);
  playback.follow();
  assert.deepEqual([shown.at(-1), playback.isFollowing], [4, true]);
});

test("a film plays from its beginning to its end and then follows", () => {
  const screen = new FakeFrames();
  const { bring, playback, root, shown } = playbackAtEpoch1();
  bring(2, 3, 4, 5, 6, 7, 8);
  playback.setPlaying(true);
  assert.equal(root.querySelector(".walk").querySelector("span").textContent, "Pause");
  const from = shown.length;
  for (let now = 0; playback.isPlaying && now < 60_000; now += 100) screen.show(now);
  assert.deepEqual(shown.slice(from), [2, 3, 4, 5, 6, 7, 8]);
  assert.equal(shown[from - 1], 1);
  assert.deepEqual([playback.isPlaying, playback.isFollowing], [false, true]);
});
