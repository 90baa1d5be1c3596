// A table of pictures: a held-out picture a row, and what every run's decoder makes of its code.

import { WantedBundles } from "../live/bundles.js";
import { AT_ONCE, mounted } from "../live/mounting.js";
import { parseSafetensors } from "../live/network.js";
import { Picture } from "../live/picture.js";
import { valuesOf } from "../live/pixels.js";
import { element } from "../live/element.js";
import { saidOf } from "../live/wording.js";
import { decoderOf } from "../live/remote_network.js";

/** @import { Column, PictureTableFacts, Row } from "../contract.js" */

/** One table; `data` is {columns: [{run, fingerprint, dims}], rows: [{number, label, name, original}]}. */
class PictureTable {
  constructor(root) {
    this.root = root;
    this.decoders = new Map();
    this.wanted = new WantedBundles();
  }

  setTheme(theme) {
    this.theme = theme;
    if (this.data) this.draw();
  }

  /** @param {PictureTableFacts} data */
  update(data) {
    this.data = data;
    for (const { fingerprint } of data.columns) {
      this.wanted.ask(fingerprint, (bytes) => {
        const { metadata, tensors } = parseSafetensors(bytes);
        const network = decoderOf(metadata, tensors);
        network.watch(() => this.draw());
        this.decoders.set(fingerprint, { network, codes: tensors["map.codes"].data });
        this.draw();
      });
    }
    this.draw();
  }

  draw() {
    const { data: { columns, rows, kind, noun }, theme } = this;
    const hasOriginals = rows.some((row) => row.original);
    const head = element("tr");
    head.append(heading(saidOf({ kind, noun }, "Picture"), "col"), ...(hasOriginals ? [heading("Original", "col")] : []),
      ...columns.map((column) => heading(column.run, "col")));
    const body = element("tbody");
    body.append(...rows.map((row) => this.row(row, hasOriginals, theme)));
    const top = element("thead");
    top.append(head);
    this.root.querySelector("table").replaceChildren(top, body);
  }

  /**
   * @param {Row} row
   * @param {boolean} hasOriginals
   * @param {any} theme
   */
  row(row, hasOriginals, theme) {
    const line = element("tr");
    const title = heading(row.name, "row");
    title.append(element("small", { textContent: `no. ${row.number}` }));
    line.append(title);
    const original = row.original && valuesOf(row.original, this.data.shape);
    if (hasOriginals) line.append(pictureCell(original, this.data, theme, `Original no. ${row.number}, ${row.name}`));
    const pictures = this.data.columns.map((column) => this.decode(column, row));
    const errors = pictures.map((pixels) => (pixels && original ? squaredError(pixels, original) : null));
    const least = Math.min(...errors.filter((error) => error !== null));
    pictures.forEach((pixels, index) => {
      const cell = pictureCell(pixels, this.data, theme, `No. ${row.number}, ${row.name}, as ${this.data.columns[index].run} decodes it`);
      if (errors[index] !== null) {
        const isLeast = errors[index] === least && pictures.length > 1;
        cell.append(element(isLeast ? "strong" : "span", { textContent: errors[index].toFixed(1) }));
      }
      line.append(cell);
    });
    return line;
  }

  /**
   * @param {Column} column
   * @param {Row} row
   */
  decode({ fingerprint, dims }, { number, label }) {
    const decoder = this.decoders.get(fingerprint);
    if (!decoder) return null;
    const code = decoder.codes.subarray(number * dims, (number + 1) * dims);
    return decoder.network.forward(code, decoder.network.numClasses ? label : null).slice();
  }

  destroy() {
    for (const { network } of this.decoders.values()) network.close();
    this.wanted.forgetAll();
  }
}

function heading(text, scope) {
  return element("th", { textContent: text, scope });
}

function pictureCell(values, outputs, theme, text) {
  const cell = element("td");
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", text);
  const picture = new Picture(canvas, outputs);
  picture.setColors(theme.pictureInk, theme.picturePaper);
  if (values) picture.paint(values);
  cell.append(canvas);
  return cell;
}

function squaredError(pixels, original) {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += (pixels[i] - original[i]) ** 2;
  return sum;
}

export default mounted(PictureTable, AT_ONCE);
