// What a decoder says of a melody, read: tokens, notes and how likely each pitch chances; vae/melody has the same.

export const STEPS = 32; // sixteenths of two bars
export const STEPS_A_BEAT = 4;
export const [SILENCE, HOLD, FIRST_NOTE] = [0, 1, 2];
export const LOWEST_PITCH = 55; // MIDI pitch
export const NUM_PITCHES = 36;
export const NUM_TOKENS = FIRST_NOTE + NUM_PITCHES;
const PITCH_NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const MAJOR = new Set([0, 2, 4, 5, 7, 9, 11]);

/** @typedef {{start: number, length: number, pitch: number}} Note sixteenths, and a MIDI number */

/**
 * The likeliest token of every sixteenth.
 * @param {ArrayLike<number>} values
 * @returns {Uint8Array}
 */
export function tokensOf(values) {
  return Uint8Array.from({ length: values.length / NUM_TOKENS }, (_, step) => {
    let best = 0;
    const first = step * NUM_TOKENS;
    for (let token = 1; token < NUM_TOKENS; token++) if (values[first + token] > values[first + best]) best = token;
    return best;
  });
}

/**
 * The notes of a melody; what is held where nothing chances is a rest.
 * @param {ArrayLike<number>} tokens
 * @returns {Note[]}
 */
export function notesOf(tokens) {
  const notes = [];
  let isSounding = false;
  for (let step = 0; step < tokens.length; step++) {
    if (tokens[step] >= FIRST_NOTE) {
      notes.push({ start: step, length: 1, pitch: tokens[step] - FIRST_NOTE + LOWEST_PITCH });
      isSounding = true;
    } else if (tokens[step] === HOLD && isSounding) notes.at(-1).length++;
    else isSounding = false;
  }
  return notes;
}

/**
 * A melody's tokens: a note ends where the next begins, and of two at once the later counts.
 * @param {Note[]} notes
 * @returns {Uint8Array}
 */
export function tokensOfNotes(notes) {
  const tokens = new Uint8Array(STEPS);
  for (const { start, length, pitch } of [...notes].sort((a, b) => a.start - b.start)) {
    tokens.fill(SILENCE, start);
    tokens[start] = FIRST_NOTE + pitch - LOWEST_PITCH;
    tokens.fill(HOLD, start + 1, start + length);
  }
  return tokens;
}

/**
 * How likely every pitch sounds at every sixteenth, and how likely it does because it goes on: what begins there, or
 * sounded before and is held. Both [step, pitch], overwritten by the next call.
 * @param {ArrayLike<number>} values the probability of every token at every sixteenth
 */
export function sounding(values) {
  for (let step = 0; step < STEPS; step++) {
    const first = step * NUM_TOKENS;
    const hold = step === 0 ? 0 : values[first + HOLD];
    for (let pitch = 0; pitch < NUM_PITCHES; pitch++) {
      const at = step * NUM_PITCHES + pitch;
      held[at] = step === 0 ? 0 : hold * chances[at - NUM_PITCHES];
      chances[at] = held[at] + values[first + FIRST_NOTE + pitch];
    }
  }
  return { chances, held };
}

const chances = new Float32Array(STEPS * NUM_PITCHES);
const held = new Float32Array(STEPS * NUM_PITCHES);

/** How a pitch is called, such as "C4" for middle C. */
export function pitchName(pitch) {
  return `${PITCH_NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

/** Whether a pitch has a black key. */
export function isBlack(pitch) {
  return !MAJOR.has(pitch % 12);
}

/**
 * A melody in a line, such as "14 notes in the scale of C major".
 * @param {ArrayLike<number>} tokens
 */
export function melodyText(tokens) {
  const notes = notesOf(tokens);
  if (notes.length === 0) return "No notes";
  const counts = PITCH_NAMES.map((_, tonic) => notes.filter(({ pitch }) => MAJOR.has((pitch - tonic + 12) % 12)).length);
  const most = Math.max(...counts);
  const scale = `in the scale of ${PITCH_NAMES[counts.indexOf(most)]} major`;
  const all = `${notes.length} ${notes.length === 1 ? "note" : "notes"}`;
  return most === notes.length ? `${all} ${scale}` : `${all}, ${most} of them ${scale}`;
}
