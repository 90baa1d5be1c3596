// One film strip: the pictures along a path side by side in one canvas, and a marker on the one that is looked at.

import { PictureGrid } from "../live/picture_grid.js";
import { onPress } from "../live/press.js";

/** A strip of pictures. */
export class Strip extends PictureGrid {
  constructor(film, outputs, onPick) {
    super(film.querySelector("canvas"), outputs);
    this.film = film;
    this.marker = film.querySelector(".marker");
    this.setCount(3);
    onPress(this.canvas, (event) => onPick(shareAt(event, this.canvas, this.count)));
  }

  setCount(count) {
    this.count = count;
    this.setShape(1, count);
  }

  mark(u) {
    moveMarker(this.marker, u, this.count);
  }
}

/** Bring a marker, as wide as one picture, to a share of the way; moved by the compositor, without a new layout. */
export function moveMarker(marker, u, count) {
  marker.style.transform = `translateX(${(100 * u * (count - 1)).toFixed(2)}%)`;
}

/** The share of the way under a pointer: 0 in the middle of the first picture, 1 in the middle of the last. */
export function shareAt(event, film, count) {
  const box = film.getBoundingClientRect();
  const place = ((event.clientX - box.left) / box.width) * count - 0.5;
  return Math.max(0, Math.min(1, place / (count - 1)));
}

/**
 * Where the picture at a share of the way begins and ends in a strip of that width.
 * @returns {[number, number]}
 */
export function markedPart(u, count, width) {
  const begin = (u * (count - 1) * width) / count;
  return [begin, begin + width / count];
}

/** How far to scroll, from where it is, so that a part is in sight: no farther than needed. */
export function scrolledTo(left, width, [begin, end]) {
  return Math.min(begin, Math.max(left, end - width));
}
