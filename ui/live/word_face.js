// A word, large: the likeliest letter of every place as dark as it is likely, and the one after it small below.

import { element } from "./element.js";
import { rgba } from "./theme.js";
import { lettersOfWord } from "./word_letters.js";

/** @import { Outputs } from "./kinds.js" */

const FACE_TALL = 2.4; // widths of a place: the whole drawing
const [LARGE_LETTER, SMALL_LETTER] = [1.25, 0.55]; // widths of a place: the letters
const [UPPER_LINE, LOWER_LINE] = [1.45, 2.15]; // where they stand
const LEAST_NEXT = 0.05;

/**
 * @param {HTMLElement} root what holds it
 * @param {Outputs} outputs
 */
export function wordFace(root, { shape: [places] }) {
  const canvas = element("canvas", { className: "word-letters" });
  canvas.setAttribute("aria-hidden", "true"); // the picture in its place says what it is
  Object.assign(root.style, { width: "100%", aspectRatio: `${places} / ${FACE_TALL}` });
  root.append(canvas);
  const context = canvas.getContext("2d", { alpha: false });
  let [ink, paper] = [[0, 0, 0], [255, 255, 255]];
  let shown = null;

  function draw() {
    if (shown) drawLetters(context, shown, ink, paper);
  }

  function fit() {
    const wide = Math.round(canvas.clientWidth * window.devicePixelRatio);
    if (wide === 0 || wide === canvas.width) return;
    Object.assign(canvas, { width: wide, height: Math.round((wide * FACE_TALL) / places) });
    draw();
  }

  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  return {
    canvas,
    show(values) {
      shown = lettersOfWord(values);
      draw();
    },
    setLook(look) {
      ({ ink, paper } = look);
      draw();
    },
    stop: () => observer.disconnect(),
  };
}

/** @param {import("./word_letters.js").LetterPlace[]} places */
function drawLetters(context, places, ink, paper) {
  const { canvas } = context;
  const side = canvas.width / places.length;
  context.fillStyle = rgba(paper, 1);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textAlign = "center";
  const family = getComputedStyle(canvas).fontFamily;
  places.forEach(({ letter, share, next, nextShare }, place) => {
    const middle = (place + 0.5) * side;
    context.fillStyle = rgba(ink, 0.25);
    context.fillRect(middle - 0.32 * side, (UPPER_LINE + 0.12) * side, 0.64 * side, Math.max(1, 0.025 * side));
    context.font = `600 ${LARGE_LETTER * side}px ${family}`;
    context.fillStyle = rgba(ink, share);
    context.fillText(letter.toUpperCase(), middle, UPPER_LINE * side);
    if (nextShare < LEAST_NEXT) return;
    context.font = `600 ${SMALL_LETTER * side}px ${family}`;
    context.fillStyle = rgba(ink, nextShare);
    context.fillText(next.toUpperCase(), middle, LOWER_LINE * side);
  });
}
