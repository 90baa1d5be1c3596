// What a decoder says of a word, read: the likeliest letters of every place.

export const WORD_SYMBOLS = " abcdefghijklmnopqrstuvwxyz";

/** @typedef {{letter: string, share: number, next: string, nextShare: number}} LetterPlace a place's likeliest letter and the one after it */

/**
 * The likeliest letter of every place and the one after it.
 * @param {ArrayLike<number>} values
 * @returns {LetterPlace[]}
 */
export function lettersOfWord(values) {
  return Array.from({ length: values.length / WORD_SYMBOLS.length }, (_, place) => {
    let [best, second] = [0, 1];
    const of = (symbol) => values[place * WORD_SYMBOLS.length + symbol];
    if (of(second) > of(best)) [best, second] = [second, best];
    for (let symbol = 2; symbol < WORD_SYMBOLS.length; symbol++) {
      if (of(symbol) > of(best)) [best, second] = [symbol, best];
      else if (of(symbol) > of(second)) second = symbol;
    }
    return { letter: WORD_SYMBOLS[best], share: of(best), next: WORD_SYMBOLS[second], nextShare: of(second) };
  });
}

/** The word of the likeliest letters, its first one large; a dash where every place is likeliest empty. */
export function wordText(values) {
  const word = lettersOfWord(values).map(({ letter }) => letter).join("").trimEnd();
  return word === "" ? "–" : word[0].toUpperCase() + word.slice(1);
}
