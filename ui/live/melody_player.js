// Plays two bars round and round: beats are handed to the sound shortly before they are due, so that a busy page is not
// heard, and what has changed is heard from the next beat on.

import { STEPS, STEPS_A_BEAT } from "./melody_notes.js";

/** @import { Note } from "./melody_notes.js" */
/** @typedef {{release: (when: number) => void}} Ringing a note that was handed over */
/** @typedef {{play: (pitch: number, when: number, seconds: number) => Ringing}} Voice */

export const AHEAD = 0.15; // seconds that a beat is handed over before it is due
export const TICK_EVERY = 30; // milliseconds between looks at the clock
const SOON = 0.04; // seconds from the click to the first note
const BEATS = STEPS / STEPS_A_BEAT;

export class Player {
  /**
   * @param {Voice} voice
   * @param {() => number} now the sound's clock, in seconds
   */
  constructor(voice, now) {
    this.voice = voice;
    this.now = now;
    /** @type {Note[]} */
    this.notes = [];
    this.tempo = 160; // quarters a minute
    this.isPlaying = false;
    /** @type {{pitch: number, end: number, ringing: Ringing}[]} */
    this.ringing = [];
    this.onLoop = () => {};
  }

  /** @param {Note[]} notes in order; heard from the next beat on */
  setNotes(notes) {
    this.notes = notes;
    this.hasChanged = true;
  }

  start() {
    this.isPlaying = true;
    this.hasChanged = false;
    this.beat = 0;
    this.due = this.now() + SOON; // when the next beat is
    this.heard = [];
    this.tick();
  }

  stop() {
    this.isPlaying = false;
    for (const { ringing } of this.ringing) ringing.release(this.now());
    this.ringing = [];
  }

  /** Hand over what is due soon. After a long sleep it goes on from now, instead of all that was missed at once. */
  tick() {
    const now = this.now();
    if (this.isPlaying && this.due < now - AHEAD) this.due = now + SOON;
    while (this.isPlaying && this.due < now + AHEAD) {
      if (this.beat === 0) this.onLoop();
      this.hand(this.beat * STEPS_A_BEAT, this.due);
      const seconds = STEPS_A_BEAT * this.sixteenth;
      this.heard = [...this.heard.slice(-3), { beat: this.beat, due: this.due, seconds }];
      this.due += seconds;
      this.beat = (this.beat + 1) % BEATS;
    }
  }

  get sixteenth() {
    return 60 / this.tempo / STEPS_A_BEAT;
  }

  /** Hand over the notes of the beat that begins at a sixteenth. */
  hand(first, due) {
    this.ringing = this.ringing.filter(({ end }) => end > due + 1e-6);
    if (this.hasChanged) this.change(first, due);
    for (const { start, length, pitch } of this.notes) {
      if (start >= first && start < first + STEPS_A_BEAT) this.play(pitch, due + (start - first) * this.sixteenth, length);
    }
  }

  /** Let go of what no longer sounds at a beat, and begin in its midst what does. */
  change(first, due) {
    this.hasChanged = false;
    const held = this.notes.find(({ start, length }) => start < first && start + length > first);
    const kept = this.ringing.filter(({ pitch }) => pitch === held?.pitch);
    for (const one of this.ringing) if (!kept.includes(one)) one.ringing.release(due);
    this.ringing = kept;
    if (held && kept.length === 0) this.play(held.pitch, due, held.start + held.length - first);
  }

  play(pitch, when, length) {
    const seconds = length * this.sixteenth;
    this.ringing.push({ pitch, end: when + seconds, ringing: this.voice.play(pitch, when, seconds) });
  }

  /** The sixteenth that is heard now, with its fraction; null where nothing is. */
  get position() {
    const now = this.now();
    const beat = this.isPlaying ? this.heard.findLast(({ due }) => due <= now) : undefined;
    return beat ? STEPS_A_BEAT * (beat.beat + Math.min(1, (now - beat.due) / beat.seconds)) : null;
  }
}
