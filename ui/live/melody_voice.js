// What notes sound like: waves of a few overtones that swell and die away, made by WebAudio.

/**
 * @typedef {object} Instrument
 * @property {string} title
 * @property {number[]} overtones strength of each, the tone itself first
 * @property {number} attack seconds in which it swells
 * @property {number} decay seconds in which it falls most of the way to what is left
 * @property {number} sustain what is left of it then, as a share
 */

/** @type {Record<string, Instrument>} */
export const INSTRUMENTS = {
  pluck: { title: "Pluck", overtones: [1, 0.33, 0.17, 0.11, 0.08], attack: 0.004, decay: 0.5, sustain: 0 },
  whistle: { title: "Whistle", overtones: [1, 0.12, 0.05], attack: 0.03, decay: 0.2, sustain: 0.8 },
  reed: { title: "Reed", overtones: [1, 0.6, 0.5, 0.35, 0.3, 0.2, 0.15, 0.1], attack: 0.02, decay: 0.1, sustain: 0.7 },
  bells: { title: "Bells", overtones: [1, 0, 0, 0.35, 0, 0, 0, 0.12], attack: 0.002, decay: 0.9, sustain: 0 },
};
const LOUDNESS = 0.3;
const RELEASE = 0.05; // seconds in which a note dies away: at once, it would click

/** Plays notes of one instrument into a context, live or offline. */
export class MelodyVoice {
  /** @param {BaseAudioContext} context */
  constructor(context) {
    this.context = context;
    this.out = context.createGain();
    this.out.gain.value = LOUDNESS;
    this.out.connect(context.destination);
    this.waves = new Map();
    this.instrument = "pluck";
  }

  wave() {
    const { overtones } = INSTRUMENTS[this.instrument];
    if (!this.waves.has(this.instrument)) {
      const sines = Float32Array.from([0, ...overtones]);
      const loudest = overtones.reduce((sum, one) => sum + one);
      const wave = this.context.createPeriodicWave(new Float32Array(sines.length), sines.map((one) => one / loudest), {
        disableNormalization: true,
      });
      this.waves.set(this.instrument, wave);
    }
    return this.waves.get(this.instrument);
  }

  /** Play a MIDI pitch from a time on for so many seconds; it can be let go of sooner. */
  play(pitch, when, seconds) {
    const { attack, decay, sustain } = INSTRUMENTS[this.instrument];
    const oscillator = this.context.createOscillator();
    const swell = this.context.createGain();
    const end = this.context.createGain();
    oscillator.setPeriodicWave(this.wave());
    oscillator.frequency.value = 440 * 2 ** ((pitch - 69) / 12);
    oscillator.connect(swell).connect(end).connect(this.out);
    const begin = Math.max(when, this.context.currentTime);
    swell.gain.setValueAtTime(0, begin);
    swell.gain.linearRampToValueAtTime(1, begin + attack);
    swell.gain.setTargetAtTime(sustain, begin + attack, decay / 2);
    oscillator.start(begin);
    const release = (at) => {
      const from = Math.max(at, begin + attack, this.context.currentTime);
      end.gain.cancelScheduledValues(0);
      end.gain.setValueAtTime(1, from);
      end.gain.linearRampToValueAtTime(0, from + RELEASE);
      oscillator.stop(from + RELEASE);
    };
    release(begin + seconds);
    oscillator.onended = () => end.disconnect();
    return { release };
  }
}
