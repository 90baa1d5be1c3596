// What a melody is heard with: play, tempo and instrument.

import { element, icon } from "./element.js";
import { FASTEST, SLOWEST } from "./melody_sound.js";
import { INSTRUMENTS } from "./melody_voice.js";
import { saveWav } from "./melody_wav.js";

const PLAY_ICON = ["M6 4v12l10-6z"];
const STOP_ICON = ["M5 5h10v10H5z"];

export class MelodyBar {
  /**
   * @param {HTMLElement} root
   * @param {import("./melody_sound.js").MelodySound} sound
   * @param {() => void} onPlay pressed while nothing plays
   */
  constructor(root, sound, onPlay) {
    this.sound = sound;
    this.button = element("button", { type: "button", className: "melody-play" });
    this.button.addEventListener("pointerdown", () => sound.open()); // the sound is ready when the click comes
    this.button.addEventListener("click", () => (sound.isPlaying ? sound.stop() : onPlay()));
    const range = { type: "range", min: SLOWEST, max: FASTEST, step: 5, value: sound.settings.tempo };
    this.tempo = element("input", range);
    this.said = element("output", {});
    this.tempo.addEventListener("input", () => {
      sound.set({ tempo: Number(this.tempo.value) });
      this.show();
    });
    this.instrument = element("select", { className: "melody-instrument" });
    this.instrument.setAttribute("aria-label", "Instrument");
    for (const [value, { title }] of Object.entries(INSTRUMENTS)) {
      this.instrument.append(element("option", { value, textContent: title }));
    }
    this.instrument.value = sound.settings.instrument;
    this.instrument.addEventListener("change", () => sound.set({ instrument: this.instrument.value }));
    const tempo = element("label", { className: "melody-tempo", title: "Tempo: quarter notes a minute" });
    this.tempo.setAttribute("aria-label", "Tempo in quarter notes a minute");
    tempo.append("♩", this.tempo, this.said);
    this.root = element("div", { className: "melody-bar" });
    const title = "Save it as a WAV file, in this tempo and with this instrument";
    this.save = element("button", { type: "button", className: "quiet melody-save", textContent: "WAV", title });
    this.save.addEventListener("click", () => void saveWav([sound.notes], sound.settings, "melody"));
    this.root.append(this.button, tempo, this.instrument, this.save);
    root.append(this.root);
    this.show();
  }

  show() {
    const { isPlaying } = this.sound;
    this.button.replaceChildren(icon(isPlaying ? STOP_ICON : PLAY_ICON), ` ${isPlaying ? "Stop" : "Listen"}`);
    this.said.textContent = this.tempo.value;
  }
}
