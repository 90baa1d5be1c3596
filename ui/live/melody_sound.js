// The sound of a page: made at a click and never before, of one view at a time, with a tempo and an instrument that stay.

import { Player, TICK_EVERY } from "./melody_player.js";
import { INSTRUMENTS, MelodyVoice } from "./melody_voice.js";

const KEPT_SOUND = "melody-sound"; // in the browser: tempo and instrument
const DIES_AWAY = 500; // milliseconds: what was handed over ahead, or a key's note, is over by then
const SOUND_STARTED = "melody-started"; // what others on the page hear when one begins to play
export const [SLOWEST, FASTEST] = [60, 240]; // quarters a minute

export class MelodySound {
  /** @param {() => void} onChange it began to play, or ended */
  constructor(onChange) {
    this.onChange = onChange;
    this.notes = [];
    this.player = null;
    this.settings = keptSound();
    this.abort = new AbortController();
    const listen = (event) => event.detail !== this && this.stop();
    window.addEventListener(SOUND_STARTED, listen, { signal: this.abort.signal });
  }

  get isPlaying() {
    return Boolean(this.player?.isPlaying);
  }

  get position() {
    return this.player?.position ?? null;
  }

  setNotes(notes) {
    this.notes = notes;
    this.player?.setNotes(notes);
  }

  /** @param {{tempo?: number, instrument?: string}} settings what changes: heard from the next beat on */
  set(settings) {
    Object.assign(this.settings, settings);
    try {
      window.localStorage.setItem(KEPT_SOUND, JSON.stringify(this.settings));
    } catch {
      // A browser that keeps nothing: they hold for this page.
    }
    this.apply();
  }

  /**
   * Call it in the listener of a click: browsers give sound to nothing else.
   * @param {() => void} onLoop called shortly before the two bars begin, the first time too
   */
  start(onLoop = () => {}) {
    window.dispatchEvent(new CustomEvent(SOUND_STARTED, { detail: this }));
    this.open();
    this.player.setNotes(this.notes);
    this.player.onLoop = onLoop;
    this.player.start();
    this.timer ??= setInterval(() => this.player.tick(), TICK_EVERY);
    this.onChange();
  }

  stop() {
    if (!this.isPlaying) return;
    this.player.stop();
    clearInterval(this.timer);
    this.timer = null;
    this.fallAsleep();
    this.onChange();
  }

  /** Sound one pitch at once, as a key does; in the listener of a press. */
  touch(pitch) {
    this.open();
    this.voice.play(pitch, this.context.currentTime, 0.3);
    if (!this.isPlaying) this.fallAsleep();
  }

  /** Nothing more is to be heard: once it has died away the sound is let go of, which else kept a processor awake. */
  fallAsleep() {
    this.sleeping = setTimeout(() => void this.context.suspend(), DIES_AWAY);
  }

  open() {
    clearTimeout(this.sleeping);
    if (!this.context) {
      this.context = new AudioContext({ latencyHint: "interactive" });
      this.voice = new MelodyVoice(this.context);
      this.player = new Player(this.voice, () => this.context.currentTime);
    }
    void this.context.resume();
    this.apply();
  }

  apply() {
    if (!this.player) return;
    this.player.tempo = this.settings.tempo;
    this.voice.instrument = this.settings.instrument;
  }

  destroy() {
    this.stop();
    clearTimeout(this.sleeping);
    this.abort.abort();
    void this.context?.close();
  }
}

/** Tempo and instrument as they were last; what is no such thing is left out. */
export function keptSound() {
  const settings = { tempo: 160, instrument: "pluck" };
  try {
    const { tempo, instrument } = JSON.parse(window.localStorage.getItem(KEPT_SOUND) ?? "{}");
    if (tempo >= SLOWEST && tempo <= FASTEST) settings.tempo = tempo;
    if (Object.hasOwn(INSTRUMENTS, instrument)) settings.instrument = instrument;
  } catch {
    // Nothing was kept, or nothing that can be read.
  }
  return settings;
}
