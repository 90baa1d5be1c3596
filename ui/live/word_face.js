// A word, large: the likeliest letter of every place as dark as it is likely, and the one after it small below.

import { element } from "./element.js";
import { rgba } from "./theme.js";
import { placesOf } from "./word_letters.js";

/** @import { Shape } from "./pixels.js" */

const TALL = 2.6; // widths of a place: the whole drawing
const [LARGE, SMALL] = [1.15, 0.55]; // widths of a place: the letters
const [LINE, LOWER] = [1.55, 2.25]; // where they stand
const LEAST_SHOWN = 0.05;

/**
 * @param {HTMLElement} root what holds it
 * @param {Shape} shape
 */
export function wordFace(root, [places]) {
  const canvas = element("canvas", { className: "word-letters" });
  canvas.setAttribute("role", "img");
  root.append(canvas);
  const context = canvas.getContext("2d");
  let [ink, paper] = [[0, 0, 0], [255, 255, 255]];
  let shown = null;

  function draw() {
    if (shown) drawPlaces(context, shown, ink, paper);
  }

  function fit() {
    const wide = Math.round(canvas.clientWidth * window.devicePixelRatio);
    if (wide === 0 || wide === canvas.width) return;
    Object.assign(canvas, { width: wide, height: Math.round((wide * TALL) / places) });
    draw();
  }

  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  return {
    canvas,
    show(values) {
      shown = placesOf(values);
      draw();
    },
    setLook(look) {
      ({ ink, paper } = look);
      draw();
    },
    stop: () => observer.disconnect(),
  };
}

/** @param {import("./word_letters.js").Place[]} places */
function drawPlaces(context, places, ink, paper) {
  const { canvas } = context;
  const side = canvas.width / places.length;
  context.fillStyle = rgba(paper, 1);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textAlign = "center";
  const family = getComputedStyle(canvas).fontFamily;
  places.forEach(({ letter, share, next, nextShare }, place) => {
    const middle = (place + 0.5) * side;
    context.fillStyle = rgba(ink, 0.25);
    context.fillRect(middle - 0.32 * side, (LINE + 0.12) * side, 0.64 * side, Math.max(1, 0.025 * side));
    context.font = `600 ${LARGE * side}px ${family}`;
    context.fillStyle = rgba(ink, share);
    context.fillText(letter.toUpperCase(), middle, LINE * side);
    if (nextShare < LEAST_SHOWN) return;
    context.font = `600 ${SMALL * side}px ${family}`;
    context.fillStyle = rgba(ink, nextShare);
    context.fillText(next.toUpperCase(), middle, LOWER * side);
  });
}
