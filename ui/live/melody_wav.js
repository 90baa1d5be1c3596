// Melodies as a WAV file, in the tempo and with the instrument that they are heard with.

import { STEPS, STEPS_A_BEAT } from "./melody_notes.js";
import { MelodyVoice } from "./melody_voice.js";
import { saveFile } from "./share.js";

/** @import { Note } from "./melody_notes.js" */

export const RATE = 44_100; // samples a second
const RINGS_ON = 1; // seconds beyond the end of the two bars

/**
 * Play melodies of two bars into memory, one after the other; what rings beyond their end is added to the beginning, so
 * that a player can go round.
 * @param {Note[][]} melodies
 * @param {{tempo: number, instrument: string}} settings
 * @returns {Promise<Float32Array>} samples
 */
export async function rendered(melodies, { tempo, instrument }) {
  const sixteenth = 60 / tempo / STEPS_A_BEAT;
  const count = Math.round(melodies.length * STEPS * sixteenth * RATE);
  const context = new OfflineAudioContext(1, count + RINGS_ON * RATE, RATE);
  const voice = new MelodyVoice(context);
  voice.instrument = instrument;
  melodies.forEach((notes, turn) => {
    for (const { start, length, pitch } of notes) voice.play(pitch, (turn * STEPS + start) * sixteenth, length * sixteenth);
  });
  return wrapped((await context.startRendering()).getChannelData(0), count);
}

/** Add what lies beyond a number of samples to the beginning. */
export function wrapped(samples, count) {
  const loop = samples.slice(0, count);
  for (let i = count; i < samples.length; i++) loop[(i - count) % count] += samples[i];
  return loop;
}

/**
 * Return samples in [-1, 1] as a WAV file of one channel and 16 bits.
 * @param {Float32Array} samples
 */
export function wavOf(samples) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // bytes of what follows up to "data"
  view.setUint16(20, 1, true); // uncompressed
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, Math.round(32_767 * Math.max(-1, Math.min(1, sample))), true));
  return new Uint8Array(view.buffer);
}

/**
 * Let the browser save melodies.
 * @param {Note[][]} melodies
 * @param {{tempo: number, instrument: string}} settings
 * @param {string} name what the file is called before them
 */
export async function saveWav(melodies, settings, name) {
  saveFile(wavOf(await rendered(melodies, settings)), "audio/wav", `${name}-${settings.instrument}-${settings.tempo}.wav`);
}
