// Melodies: a piano roll, every pitch as dark as it is likely to sound; vae/melody/drawing.py draws the same in Python.

import { melodyFace } from "./melody_face.js";
import { midiOf } from "./melody_midi.js";
import { notesOf, NUM_PITCHES, sounding, STEPS, tokensOf } from "./melody_notes.js";
import { keptSound } from "./melody_sound.js";
import { rendered, wavOf } from "./melody_wav.js";

/** @import { Kind } from "./kinds.js" */

const [ROW_PIXELS, STEP_PIXELS] = [2, 3];

/** @type {Kind} */
export const melody = {
  raster: ([steps]) => [NUM_PITCHES * ROW_PIXELS, steps * STEP_PIXELS, 1],
  fill: fillMelody,
  leastTile: 60,
  noun: "melody",
  nouns: "melodies",
  numbers: "probabilities of notes",
  className: "Kind of tune",
  files: [
    {
      text: "MIDI", title: "Save the notes, in the tempo that is set, for any music program", suffix: ".mid", type: "audio/midi",
      make: (values) => midiOf(notesOf(tokensOf(values)), keptSound().tempo),
    },
    {
      text: "WAV", title: "Save the sound, in the tempo and with the instrument that are set", suffix: ".wav", type: "audio/wav",
      make: async (values) => wavOf(await rendered([notesOf(tokensOf(values))], keptSound())),
    },
  ],
  face: melodyFace,
};

/** Write a melody into the words of an ImageData: low notes below, the first pixel of a note that begins left free. */
function fillMelody(words, values, { ramp }) {
  const { chances, held } = sounding(values);
  const wide = STEPS * STEP_PIXELS;
  for (let pitch = 0; pitch < NUM_PITCHES; pitch++) {
    const row = (NUM_PITCHES - 1 - pitch) * ROW_PIXELS * wide;
    for (let step = 0; step < STEPS; step++) {
      const at = row + step * STEP_PIXELS;
      const cell = step * NUM_PITCHES + pitch;
      words[at] = ramp[levelOf(held[cell])];
      words.fill(ramp[levelOf(chances[cell])], at + 1, at + STEP_PIXELS);
    }
    for (let below = 1; below < ROW_PIXELS; below++) words.copyWithin(row + below * wide, row, row + wide);
  }
}

function levelOf(value) {
  return (Math.min(1, value) * 255 + 0.5) | 0;
}
