import assert from "node:assert/strict";
import { test } from "node:test";

import { AHEAD, Player } from "../../../ui/live/melody_player.js";

const TEMPO = 150; // a quarter lasts 0.4 seconds, a sixteenth 0.1
const SCALE = [60, 62, 64, 65, 67, 69, 71, 72].map((pitch, place) => ({ start: 4 * place, length: 4, pitch }));

/** A player with a clock of its own, and what it has handed over. */
function playing(notes) {
  const heard = [];
  let time = 0;
  const voice = {
    play(pitch, when, seconds) {
      const note = { pitch, when, end: when + seconds, handed: time };
      heard.push(note);
      return { release: (at) => (note.end = Math.min(note.end, at)) };
    },
  };
  const player = new Player(voice, () => time);
  player.tempo = TEMPO;
  player.setNotes(notes);
  const until = (end, every = 0.03) => {
    for (; time < end; time += every) player.tick();
  };
  return { player, heard, until, jump: (to) => (time = to), now: () => time };
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("the first note comes at once, and all go round in time without a gap", () => {
  const { player, heard, until } = playing(SCALE);
  player.start();
  assert.ok(heard[0].when <= 0.1 && heard[0].pitch === 60);
  until(7);
  const first = heard[0].when;
  heard.forEach((note, index) => {
    near(note.when, first + 0.4 * index);
    near(note.end, note.when + 0.4);
    assert.equal(note.pitch, SCALE[index % 8].pitch);
    assert.ok(note.when - note.handed > 0, "it is handed over before it is due");
    assert.ok(note.when - note.handed <= 0.4 + AHEAD);
  });
  assert.ok(heard.length >= 17, "it has gone round twice");
});

test("new notes are heard from the next beat on, and what no longer sounds ends there", () => {
  const { player, heard, until } = playing([{ start: 0, length: 32, pitch: 60 }]);
  player.start();
  until(0.6);
  const at = 0.6;
  player.setNotes([{ start: 0, length: 16, pitch: 72 }, { start: 16, length: 16, pitch: 74 }]);
  until(3);
  const [old, begun, next] = heard;
  assert.equal(begun.pitch, 72); // in the midst of its time
  assert.ok(begun.when >= at && begun.when - at <= 0.4 + AHEAD);
  near(old.end, begun.when);
  near(begun.end, heard[0].when + 1.6);
  near(next.when, begun.end);
});

test("a note that goes on in the new melody too is not struck again", () => {
  const { player, heard, until } = playing([{ start: 0, length: 32, pitch: 60 }]);
  player.start();
  until(0.6);
  player.setNotes([{ start: 0, length: 28, pitch: 60 }, { start: 28, length: 4, pitch: 62 }]);
  until(3);
  assert.deepEqual(heard.map(({ pitch }) => pitch), [60, 62]);
});

test("another tempo holds from the next beat on", () => {
  const { player, heard, until } = playing(SCALE);
  player.start();
  until(1);
  player.tempo = 300;
  until(2);
  const steps = heard.slice(1).map((note, index) => note.when - heard[index].when);
  near(steps[0], 0.4);
  near(steps.at(-1), 0.2);
});

test("after a sleep it goes on from now instead of playing all that was missed", () => {
  const { player, heard, until, jump } = playing(SCALE);
  player.start();
  until(0.5);
  const before = heard.length;
  jump(60);
  player.tick();
  assert.equal(heard.length, before + 1);
  assert.ok(heard.at(-1).when >= 60);
});

test("stopped it lets go of what sounds, and says where it is only while it plays", () => {
  const { player, heard, until, now } = playing([{ start: 0, length: 32, pitch: 60 }]);
  assert.equal(player.position, null);
  player.start();
  until(0.5);
  near(player.position, (now() - heard[0].when) / 0.1);
  player.stop();
  near(heard[0].end, now());
  assert.equal(player.position, null);
});
