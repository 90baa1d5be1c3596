// A painting of cells, black or empty, and how it is written: row by row from the top left, four cells a digit.

/** Cells that are painted or not. */
export class Painting {
  /**
   * @param {number} size cells across and up
   * @param {string} text what `text` wrote, or "" for nothing
   */
  constructor(size, text = "") {
    this.size = size;
    this.cells = new Uint8Array(size * size);
    for (let i = 0; i < Math.min(4 * text.length, this.cells.length); i++) {
      this.cells[i] = (parseInt(text[i >> 2], 16) >> (3 - (i & 3))) & 1;
    }
  }

  /** The cells as hexadecimal digits; "" where nothing is painted. */
  get text() {
    if (!this.count) return "";
    let text = "";
    for (let i = 0; i < this.cells.length; i += 4) {
      const [a, b, c, d] = this.cells.subarray(i, i + 4);
      text += (8 * a + 4 * b + 2 * c + d).toString(16);
    }
    return text;
  }

  get count() {
    return this.cells.reduce((total, cell) => total + cell, 0);
  }

  /** Paint, or empty, all cells whose middle lies within a brush `width` cells wide around (x, y), in cells. */
  dab(x, y, width, isPaint) {
    const radius = Math.max(width / 2, 0.5);
    for (let row = Math.floor(y - radius); row <= y + radius; row++) {
      for (let column = Math.floor(x - radius); column <= x + radius; column++) {
        if (row < 0 || column < 0 || row >= this.size || column >= this.size) continue;
        const isUnder = Math.floor(x) === column && Math.floor(y) === row;
        if (isUnder || Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) {
          this.cells[row * this.size + column] = isPaint ? 1 : 0;
        }
      }
    }
  }

  /** Dab all along a line, so that a quick stroke has no gaps. */
  line([fromX, fromY], [toX, toY], width, isPaint) {
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(toX - fromX, toY - fromY)));
    for (let i = 0; i <= steps; i++) {
      this.dab(fromX + ((toX - fromX) * i) / steps, fromY + ((toY - fromY) * i) / steps, width, isPaint);
    }
  }
}
