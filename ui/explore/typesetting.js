// A word of decoded letters: which letters it has, how much of a picture is ink, and where each letter stands.

export const MOST_LETTERS = 12;

const FAINT_INK = 0.08; // of full ink: what is below is paper
const LETTER_GAP = 2.6; // pixels of a picture between the ink of two letters
const NO_INK = 6; // pixels that a letter without ink takes

/**
 * The class of each letter where the classes of a run are letters, else null.
 * @param {readonly string[]} classNames
 * @returns {?Map<string, number>}
 */
export function lettersOf(classNames) {
  if (classNames.length < 2 || !classNames.every((name) => /^\p{Ll}$/u.test(name))) return null;
  return new Map(classNames.map((name, label) => [name, label]));
}

/**
 * Read a word: the classes of its letters, capitals as small ones, and what cannot be drawn.
 * @param {string} text
 * @param {Map<string, number>} letters
 * @returns {{word: string, labels: number[], leftOut: string[]}}
 */
export function spelled(text, letters) {
  const characters = [...text.toLowerCase()];
  const known = characters.filter((character) => letters.has(character)).slice(0, MOST_LETTERS);
  return {
    word: known.join(""),
    labels: known.map((character) => letters.get(character)),
    leftOut: [...new Set(characters.filter((character) => !letters.has(character)))],
  };
}

/**
 * Say what is not drawn of a word, or "".
 * @param {string[]} leftOut characters
 * @param {Map<string, number>} letters
 */
export function leftOutSentence(leftOut, letters) {
  if (!leftOut.length) return "";
  const names = leftOut.map((character) => (/\s/.test(character) ? "a space" : `“${character}”`));
  const known = [...letters.keys()];
  const some = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are` : `${names[0]} is`;
  return `${some[0].toUpperCase()}${some.slice(1)} left out: the letters ${known[0]} to ${known.at(-1)} can be drawn.`;
}

/**
 * From where to where a letter has ink, in pixels from its left; a faint column counts in part, so that a word does not
 * jump while it changes. Null where there is no ink.
 * @param {ArrayLike<number>} pixels in [0, 1], row by row
 * @param {number} width
 * @returns {?[number, number]}
 */
export function inkOf(pixels, width) {
  let [first, last] = [-1, -1];
  let [left, right] = [0, 0];
  for (let column = 0; column < width; column++) {
    let most = 0;
    for (let at = column; at < pixels.length; at += width) if (pixels[at] > most) most = pixels[at];
    if (most < FAINT_INK) continue;
    if (first < 0) [first, left] = [column, column + 1 - most];
    [last, right] = [column, column + most];
  }
  return last < 0 ? null : [left, right];
}

/**
 * Set letters beside each other with even gaps between their ink.
 * @param {(?[number, number])[]} inks as inkOf returns them
 * @returns {{places: number[], width: number}} where the left side of each picture stands, and how wide the word is
 */
export function typeset(inks) {
  let at = 0;
  const places = inks.map((ink) => {
    const [left, right] = ink ?? [0, NO_INK];
    const place = at - left;
    at += right - left + LETTER_GAP;
    return place;
  });
  return { places, width: Math.max(0, at - LETTER_GAP) };
}
