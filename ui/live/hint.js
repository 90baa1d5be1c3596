// The invitation to drag: a word beside the cursor that goes for good with the first move.

const GAP = 22; // CSS pixels from the cursor's middle
const NAME_HEIGHT = 20;
const LETTER_WIDTH = 9;
const NAME_MARGIN = 6;

/** A hint on a map's cursor, on the first side where it covers no class name, else where it is not cut. */
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
    const [rightward, leftward] = [GAP, -GAP - width];
    const sides = [
      [rightward, -height / 2], [leftward, -height / 2], [-width / 2, GAP], [-width / 2, -GAP - height],
      ...[GAP, -GAP - height].flatMap((y) => [[rightward, y], [leftward, y]]), // beside a name to its side there is often room
    ];
    const within = sides.filter(([x, y]) => this.isWithin(x, y, width, height));
    const [left, top] = within.find(([x, y]) => this.isFree(x, y, width, height)) ?? within[0] ?? sides[0];
    Object.assign(this.element.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
  }

  /** Where on the map a box is that is placed relative to the cursor. */
  at(x, y) {
    const { view, isLine, cursorPlace } = this.map;
    return [view.toScreenX(cursorPlace[0]) + x, (isLine ? view.height / 2 : view.toScreenY(cursorPlace[1])) + y];
  }

  /** Whether such a box lies within the map, where it is not cut. */
  isWithin(x, y, width, height) {
    const [left, top] = this.at(x, y);
    return left >= 0 && top >= 0 && left + width <= this.map.view.width && top + height <= this.map.view.height;
  }

  /** Whether it lies over no name. */
  isFree(x, y, width, height) {
    const { view, names } = this.map;
    const [left, top] = this.at(x, y);
    return names.every((name) => {
      const reachX = (width + name.text.length * LETTER_WIDTH) / 2 + NAME_MARGIN;
      const reachY = (height + NAME_HEIGHT) / 2;
      return Math.abs(view.toScreenX(name.x) - left - width / 2) >= reachX
        || Math.abs(view.toScreenY(name.y) - top - height / 2) >= reachY;
    });
  }
}
