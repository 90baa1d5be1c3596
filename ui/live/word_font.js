// Capital letters of our own as strokes, made pixels; vae/word/font.py has the same in Python.

export const GLYPH_HEIGHT = 24;
export const GLYPH_WIDTH = 11;
/** Pixels a step of the grid that the strokes are written on: 6 steps wide, 9 high, x and y a digit each. */
const [STROKE_X, STROKE_Y] = [1.15, 1.5];
const [STROKE_LEFT, STROKE_TOP] = [2.05, 5.25];
const STROKE_HALF = 0.85;
/** @type {Record<string, string>} */
export const LETTER_STROKES = {
  a: "093069 1656", b: "09004051534404 445465685909", c: "6150200207295968", d: "09004062674909",
  e: "60000969 0454", f: "600009 0454", g: "61502002072949676535", h: "0009 6069 0464",
  i: "1050 3039 1959", j: "5057391907", k: "0009 6005 2369", l: "000969", m: "0900356069", n: "09006960",
  o: "204062674929070220", p: "09004062634505", q: "204062674929070220 4669", r: "09004062634505 3569",
  s: "615010010314546568591908", t: "0060 3039", u: "000729496760", v: "003960", w: "0019345960",
  x: "0069 6009", y: "003460 3439", z: "00600969",
};

/** How much of every pixel of a cell a letter covers, row by row; nothing for a blank. */
export function glyph(letter) {
  const lines = (LETTER_STROKES[letter] ?? "").split(" ").map((line) => (line.match(/../g) ?? []).map(strokePoint));
  return Float32Array.from({ length: GLYPH_HEIGHT * GLYPH_WIDTH }, (_, pixel) => {
    const at = { x: (pixel % GLYPH_WIDTH) + 0.5, y: Math.floor(pixel / GLYPH_WIDTH) + 0.5 };
    const far = lines.flatMap((points) => points.slice(1).map((point, i) => fromStroke(at, points[i], point)));
    return Math.max(0, Math.min(1, STROKE_HALF + 0.5 - Math.min(Infinity, ...far)));
  });
}

/** @param {string} digits */
function strokePoint(digits) {
  return { x: STROKE_LEFT + STROKE_X * Number(digits[0]), y: STROKE_TOP + STROKE_Y * Number(digits[1]) };
}

/** How far a place is from a stroke between two points. */
function fromStroke({ x, y }, from, to) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const share = Math.max(0, Math.min(1, ((x - from.x) * across + (y - from.y) * down) / (across ** 2 + down ** 2)));
  return Math.hypot(x - from.x - share * across, y - from.y - share * down);
}
