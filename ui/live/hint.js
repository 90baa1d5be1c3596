// The invitation to drag: a word beside the cursor that goes for good with the first move.

const GAP = 22; // CSS pixels from the cursor's middle
const NAME_HEIGHT = 20;
const LETTER_WIDTH = 9;
const NAME_MARGIN = 6;

/** A hint on a map's cursor, on the first side where it covers no class name. */
export class Hint {
  constructor(map, text) {
    this.map = map;
    this.element = Object.assign(document.createElement("span"), { className: "hint", textContent: text });
    map.cursor.append(this.element);
  }

  remove() {
    this.element.remove();
  }

  /** Choose the side; to be called when the view has changed. */
  place() {
    if (!this.element.isConnected || !this.map.cursorPlace) return;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const sides = [[GAP, -height / 2], [-GAP - width, -height / 2], [-width / 2, GAP], [-width / 2, -GAP - height]];
    const [left, top] = sides.find(([x, y]) => this.isFree(x, y, width, height)) ?? sides[0];
    Object.assign(this.element.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
  }

  /** Whether a box, relative to the cursor, lies within the map and over no name. */
  isFree(x, y, width, height) {
    const { view, isLine, cursorPlace, names } = this.map;
    const left = view.toScreenX(cursorPlace[0]) + x;
    const top = (isLine ? view.height / 2 : view.toScreenY(cursorPlace[1])) + y;
    if (left < 0 || top < 0 || left + width > view.width || top + height > view.height) return false;
    return names.every((name) => {
      const reachX = (width + name.text.length * LETTER_WIDTH) / 2 + NAME_MARGIN;
      const reachY = (height + NAME_HEIGHT) / 2;
      return Math.abs(view.toScreenX(name.x) - left - width / 2) >= reachX
        || Math.abs(view.toScreenY(name.y) - top - height / 2) >= reachY;
    });
  }
}
