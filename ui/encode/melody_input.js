// A melody to encode: keys write it note by note, or as they are played in time; a click in the roll sets a note.

import { MelodyBar } from "../live/melody_bar.js";
import { MelodyDraft } from "../live/melody_draft.js";
import { MelodyKeys } from "../live/melody_keys.js";
import { LOWEST_PITCH, NUM_PITCHES, NUM_TOKENS, STEPS, STEPS_A_BEAT, melodyText } from "../live/melody_notes.js";
import { MelodyRoll } from "../live/melody_roll.js";
import { MelodySound } from "../live/melody_sound.js";
import { AT_ONCE, mounted } from "../live/mounting.js";

/** @import { MelodyInputFacts, MelodyInputTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const TELL_AFTER = 250; // milliseconds after the last note until Python is told
const COUNT_IN = 16; // sixteenths
const TICK_PITCH = 96;

/** The keyboard and its roll. */
export class MelodyInput {
  /**
   * @param {any} root
   * @param {MelodyInputFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<MelodyInputTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.root = root;
    this.send = send;
    this.draft = new MelodyDraft();
    this.values = new Float32Array(STEPS * NUM_TOKENS);
    this.canvas = root.querySelector(".melody-roll");
    this.roll = new MelodyRoll(this.canvas);
    this.abort = new AbortController();
    this.begun = new Map(); // pitches held while recording, and when they were pressed
    this.sound = new MelodySound(() => this.onSound());
    this.bar = new MelodyBar(root.querySelector(".hear"), this.sound, () => this.sound.start());
    const listener = { onDown: (pitch) => this.onDown(pitch), onUp: (pitch) => this.onUp(pitch) };
    this.keys = new MelodyKeys(root.querySelector(".melody-keys"), root, listener, this.abort.signal);
    this.listen();
    this.observer = new ResizeObserver(() => this.roll.fit() && this.draw());
    this.observer.observe(this.canvas);
    this.take(facts);
  }

  listen() {
    const on = (selector, type, act) => {
      this.root.querySelector(selector).addEventListener(type, act, { signal: this.abort.signal });
    };
    on(".record", "click", () => (this.recording ? this.endRecording() : this.record()));
    on(".rest", "click", () => this.change(() => this.draft.rest(this.length)));
    on(".undo", "click", () => this.change(() => this.draft.undo()));
    on(".clear", "click", () => this.change(() => this.draft.clear()));
    on(".melody-roll", "pointerdown", (event) => this.onRoll(event));
    on(".melody-roll", "keydown", (event) => this.onRollKey(event));
  }

  /** @param {MelodyInputFacts} facts */
  take({ id, tokens }) {
    this.id = id;
    this.draft.take(tokens);
    this.sent = JSON.stringify({ id, tokens: [...this.draft.tokens] }); // what Python says is no news to it
    this.changed();
  }

  /** @param {MelodyInputFacts} facts */
  update(facts) {
    if (facts.id !== this.id) this.take(facts);
  }

  setTheme(theme) {
    this.roll.look = { ink: theme.pictureInk, paper: theme.picturePaper };
    this.roll.accent = theme.accent;
    this.draw();
  }

  get length() {
    return Number(this.root.querySelector(".note-length").value);
  }

  onDown(pitch) {
    this.sound.touch(pitch);
    if (this.recording) this.begun.set(pitch, this.played);
    else this.change(() => this.draft.add(pitch, this.length));
  }

  onUp(pitch) {
    const from = this.begun.get(pitch);
    if (from === undefined) return;
    this.begun.delete(pitch);
    this.draft.play(pitch, from, Math.max(from + 1, this.played));
    this.changed();
  }

  onRoll(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    const step = Math.floor(((event.clientX - box.left) * scale - this.roll.left) / this.roll.stepWidth);
    const pitch = LOWEST_PITCH + NUM_PITCHES - 1 - Math.floor(((event.clientY - box.top) * scale) / this.roll.rowHeight);
    if (step < 0 || step >= STEPS || this.recording) return;
    this.change(() => this.draft.toggle(step, pitch, this.length));
  }

  onRollKey(event) {
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.key === "Backspace") this.change(() => this.draft.undo());
    else if (event.key in moves) {
      this.draft.cursor = Math.max(0, Math.min(STEPS - 1, this.draft.cursor + moves[event.key]));
      this.draw();
    } else return;
    event.preventDefault();
  }

  /** Count a bar in and take down two bars of what is played, at the tempo that is set. */
  record() {
    this.sound.stop();
    this.draft.clear();
    this.sound.open();
    const sixteenth = 15 / this.sound.settings.tempo;
    const start = this.sound.context.currentTime + 0.1 + COUNT_IN * sixteenth;
    this.recording = { start, sixteenth };
    for (let beat = -COUNT_IN; beat < STEPS; beat += STEPS_A_BEAT) {
      this.sound.voice.play(TICK_PITCH, start + beat * sixteenth, 0.02);
    }
    this.show();
    this.follow();
  }

  /** The sixteenth of the two bars that is now, below zero while it is counted in. */
  get played() {
    return (this.sound.context.currentTime - this.recording.start) / this.recording.sixteenth;
  }

  endRecording() {
    for (const pitch of [...this.begun.keys()]) this.onUp(pitch);
    this.recording = null;
    this.changed();
  }

  onSound() {
    this.bar.show();
    if (this.sound.isPlaying) this.follow();
    else this.draw();
  }

  follow() {
    cancelAnimationFrame(this.frame);
    this.draw();
    if (this.recording && this.played >= STEPS) this.endRecording();
    if (this.recording || this.sound.isPlaying) this.frame = requestAnimationFrame(() => this.follow());
  }

  change(act) {
    act();
    this.changed();
  }

  changed() {
    const { tokens } = this.draft;
    this.values.fill(0);
    tokens.forEach((token, step) => (this.values[step * NUM_TOKENS + token] = 1));
    this.sound.setNotes(this.draft.notes);
    this.show();
    clearTimeout(this.waiting);
    if (!this.recording) this.waiting = setTimeout(() => this.tell([...tokens]), TELL_AFTER);
  }

  tell(tokens) {
    const played = { id: this.id, tokens };
    const sent = JSON.stringify(played);
    if (sent === this.sent) return;
    this.sent = sent;
    this.send("played", played);
  }

  show() {
    const isRecording = Boolean(this.recording);
    const button = this.root.querySelector(".record");
    button.setAttribute("aria-pressed", String(isRecording));
    button.textContent = isRecording ? "Stop" : "Record";
    this.root.querySelector(".melody-said").textContent = isRecording ? "Four beats, then two bars: play."
      : this.draft.isFull ? `${melodyText(this.draft.tokens)}. Two bars are full: click a place in the roll to write over it.`
        : `${melodyText(this.draft.tokens)}. Play the keys, or the letters Q to P and Z to M; click in the roll to set a note.`;
    this.canvas.setAttribute("aria-label", `Piano roll: ${melodyText(this.draft.tokens)}. Arrow keys move the place that keys write at, Backspace takes back.`);
    this.draw();
  }

  draw() {
    const position = this.recording ? Math.max(0, this.played) : this.sound.position;
    this.roll.draw(this.values, position ?? Math.min(this.draft.cursor, STEPS - 0.1));
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.waiting);
    this.observer.disconnect();
    this.abort.abort();
    this.sound.destroy();
  }
}

export default mounted(MelodyInput, AT_ONCE);
