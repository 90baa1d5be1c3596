// A melody as a MIDI file, as vae/melody/midi.py writes it.

import { STEPS, STEPS_A_BEAT } from "./melody_notes.js";

/** @import { Note } from "./melody_notes.js" */

const TICKS_A_STEP = 120;
const VELOCITY = 80;
const [NOTE_ON, NOTE_OFF] = [0x90, 0x80];
const MICROSECONDS_A_MINUTE = 60_000_000;

/**
 * @param {Note[]} notes in order, one at a time
 * @param {number} tempo quarters a minute
 */
export function midiOf(notes, tempo) {
  const track = [0, 0xff, 0x51, 3, ...midiBytes(Math.round(MICROSECONDS_A_MINUTE / tempo), 3)];
  let now = 0;
  for (const { start, length, pitch } of notes) {
    track.push(...midiTime((start - now) * TICKS_A_STEP), NOTE_ON, pitch, VELOCITY);
    track.push(...midiTime(length * TICKS_A_STEP), NOTE_OFF, pitch, 0);
    now = start + length;
  }
  track.push(...midiTime((STEPS - now) * TICKS_A_STEP), 0xff, 0x2f, 0);
  const head = [...midiBytes(0, 2), ...midiBytes(1, 2), ...midiBytes(TICKS_A_STEP * STEPS_A_BEAT, 2)];
  return Uint8Array.from([...midiChunk("MThd", head), ...midiChunk("MTrk", track)]);
}

function midiChunk(name, content) {
  return [...[...name].map((letter) => letter.charCodeAt(0)), ...midiBytes(content.length, 4), ...content];
}

/** The bytes of a number, the highest first. */
function midiBytes(value, count) {
  return Array.from({ length: count }, (_, i) => (value >>> (8 * (count - 1 - i))) & 0xff);
}

/** A time as MIDI writes it: seven bits a byte, all but the last with the eighth set. */
function midiTime(ticks) {
  const bytes = [ticks & 0x7f];
  for (let rest = ticks >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
