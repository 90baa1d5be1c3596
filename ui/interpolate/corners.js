// Four corners: a square of pictures between four codes, a point on it, and where the corners lie on the map.

import { ClassButtons } from "../live/controls.js";
import { LargePicture } from "../live/picture.js";
import { copyLink, saveCanvas } from "../live/share.js";
import { viewText } from "../live/view_png.js";
import { element, icon } from "../live/element.js";
import { mounted } from "../live/mounting.js";
import { rounded } from "../live/plane.js";
import { CornerMap, LETTERS } from "./corner_map.js";
import { History, onUndoKey } from "../live/history.js";
import { LiveView } from "../live/live_view.js";
import { saidOf } from "../live/wording.js";
import { Square } from "./square.js";
import { bilinearCode, blendWeights } from "./blend.js";

/** @import { Corners, CornersFacts } from "../contract.js" */

const CORNER_NAMES = ["top left", "top right", "bottom left", "bottom right"];
const SQUARE_BUDGET = 10; // milliseconds of decoding a frame; what is left over is decoded in the next
const KEY_STEP = 0.05;
const DICE = ["M6 3h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z",
  "M7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01"];

/**
 * One live square; lives from the arrival of the decoder's bundle until its element goes.
 * @extends {LiveView<CornersFacts>}
 */
export class CornersView extends LiveView {
  /** @param {Corners} start */
  takeStart({ c, at, n }) {
    this.corners = c.map((z) => rounded(Float64Array.from(z), this.facts.z_limit));
    this.at = at.slice();
    this.side = n;
    this.active = 0; // the corner that arrow keys on the map move
  }

  place() {
    return { c: this.corners.map((z) => Array.from(z)), at: this.at, n: this.side, label: this.label };
  }

  /** @param {Corners} place */
  query({ c, at, n }) {
    return { view: "corners", c: c.map((z) => z.join(",")).join(";"), at: at.join(","), n };
  }

  build() {
    this.picture = new LargePicture(this.find(".picture canvas"), this.facts);
    this.square = new Square(this.find(".square"), this.facts, {
      onPick: (u, v) => this.moveTo(u, v),
      onKey: (du, dv, isFine) => {
        const step = isFine ? KEY_STEP / 10 : KEY_STEP;
        this.moveTo(this.at[0] + du * step, this.at[1] + dv * step);
      },
      onRelease: () => this.finish(),
    });
    this.square.canvas.setAttribute("aria-label", `${saidOf(this.facts, "Square of pictures")} between the corners A, B, C `
      + "and D. Arrow keys move the point, with shift in finer steps; Home puts it in the middle.");
    this.cornerMap = new CornerMap(this.root, this);
    this.map = this.cornerMap.map;
    this.buildCorners();
    if (this.label !== null) {
      this.classButtons = new ClassButtons(this.find(".classes"), this.facts.class_names, (label) => this.setLabel(label));
    }
    this.on(".reset-view", "click", () => this.map.resetView());
    this.on(".side-count", "input", (event) => {
      this.side = Number(event.target.value);
      this.changed();
    });
    this.on(".side-count", "change", () => this.finish());
    this.on(".shuffle", "click", () => this.shuffle());
    this.on(".undo", "click", () => this.undo());
    onUndoKey(() => this.undo(), this.abort.signal);
    this.history = new History();
    this.remember();
    this.on(".save-square", "click", () => saveCanvas(this.square.enlarged(4), `${this.facts.run}-corners.png`,
      viewText("interpolate", this.link())));
    this.on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
    this.changed();
    this.network.watch(() => this.arrived());
  }

  buildCorners() {
    const { class_names: names, representatives } = this.facts;
    this.rows = LETTERS.map((letter, corner) => {
      const row = element("div", { className: "corner" });
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", `Corner ${letter}, ${CORNER_NAMES[corner]}`);
      const chooser = element("button", { type: "button", className: "letter", textContent: letter,
        title: "Arrow keys on the map move this corner" });
      chooser.addEventListener("click", () => this.activate(corner));
      const select = element("select", { hidden: this.label !== null });
      select.setAttribute("aria-label", `Class at ${letter}`);
      select.dataset.testid = `corner-${letter.toLowerCase()}`;
      select.append(element("option", { value: "", textContent: "Own place" }),
        ...names.flatMap((name, label) => (representatives[label] ? [element("option", { value: String(label), textContent: name })] : [])));
      select.addEventListener("change", () => select.value && this.setCorner(corner, representatives[select.value]));
      const random = element("button", { type: "button", className: "random",
        title: this.places.randomTitle });
      random.append(icon(DICE, "dice"), " ", element("span", { textContent: "Random" }));
      random.setAttribute("aria-label", `Random ${letter}`);
      random.addEventListener("click", () => this.setCorner(corner, this.randomCode()));
      const share = element("output", { className: "share" });
      row.append(chooser, select, random, share);
      return { row, chooser, select, share };
    });
    this.find(".corner-list").replaceChildren(...this.rows.map(({ row }) => row));
  }

  colored(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.picture.setColors(theme.pictureInk, theme.picturePaper);
    this.square.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
  }

  /** Pictures that were late have come: the square is made again. */
  arrived() {
    this.stale = this.side ** 2;
    this.schedule();
  }

  /** Drag: blend elsewhere; whole thousandths, so that the address says exactly what is drawn. */
  moveTo(u, v) {
    this.at = [u, v].map((share) => Math.round(1000 * Math.max(0, Math.min(1, share))) / 1000);
    this.schedule();
  }

  setCorner(corner, z) {
    this.corners[corner] = rounded(Float64Array.from(z), this.facts.z_limit);
    this.activate(corner);
    this.changed();
    this.finish();
  }

  activate(corner) {
    this.active = corner;
    this.showCorners();
  }

  /** Four classes where classes have places of their own, else four codes at random. */
  shuffle() {
    const known = this.label === null ? this.facts.representatives.filter(Boolean) : [];
    for (let i = known.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [known[i], known[j]] = [known[j], known[i]];
    }
    this.corners = this.corners.map((_, corner) => {
      const z = known.length >= this.corners.length ? known[corner] : this.randomCode();
      return rounded(Float64Array.from(z), this.facts.z_limit);
    });
    this.changed();
    this.finish();
  }

  finish() {
    super.finish();
    this.remember();
  }

  remember() {
    this.history.record(this.place());
    this.find(".undo").disabled = this.history.isEmpty;
  }

  /** Take the last change of the square back. */
  undo() {
    const place = this.history.undo();
    if (!place) return;
    this.takeStart(place);
    this.label = this.network.numClasses ? place.label : null;
    this.changed();
    this.finish();
  }

  setLabel(label) {
    this.label = label;
    this.changed();
    this.finish();
  }

  /** The corners, the class or the number of pictures are new: every picture is to be decoded again. */
  changed() {
    if (this.square.side !== this.side) this.square.setSide(this.side);
    this.stale = this.square.rows * this.square.columns;
    this.next = (this.next ?? 0) % this.stale;
    const input = this.find(".side-count");
    input.value = this.side;
    input.style.setProperty("--share", (this.side - 3) / 12);
    this.find(".frames output").textContent = this.side;
    this.classButtons?.show(this.label);
    if (this.map.points.faded !== this.label) {
      this.map.points.faded = this.label;
      this.map.refreshPart("dots");
    }
    this.showCorners();
    this.map.refreshPart("above");
    this.schedule();
  }

  showCorners() {
    this.rows.forEach(({ chooser, select }, corner) => {
      chooser.setAttribute("aria-pressed", String(corner === this.active));
      const label = this.facts.representatives.findIndex((z) => z?.every((value, k) => value === this.corners[corner][k]));
      select.value = label < 0 ? "" : String(label);
    });
    this.cornerMap.show();
  }

  render() {
    const began = performance.now();
    const code = bilinearCode(this.corners, ...this.at, this.code);
    this.picture.paint(this.decode(code));
    this.map.setCursor(...this.cornerMap.placeOf(code));
    this.square.mark(...this.at);
    this.showShares();
    // Where the last frame ran out of time this one goes on, so that a long drag reaches every picture.
    while (this.stale > 0 && performance.now() - began < SQUARE_BUDGET) {
      const { rows, columns } = this.square;
      const [u, v] = [(this.next % columns) / (columns - 1), Math.floor(this.next / columns) / (rows - 1)];
      this.square.put(this.next, this.decode(bilinearCode(this.corners, u, v, this.code)));
      this.next = (this.next + 1) % (rows * columns);
      this.stale--;
    }
    if (this.stale > 0) this.schedule();
  }

  showShares() {
    blendWeights(...this.at).forEach((weight, corner) => {
      const { row, share } = this.rows[corner];
      const text = `${Math.round(100 * weight)}%`;
      if (share.textContent === text) return;
      share.textContent = text;
      row.style.setProperty("--weight", weight.toFixed(2));
    });
  }

  speak() {
    const code = bilinearCode(this.corners, ...this.at, this.code);
    const sentence = this.places.sentence(code, this.label);
    this.find(".sentence").textContent = sentence;
    const shares = blendWeights(...this.at).map((weight, corner) => `${Math.round(100 * weight)}% ${LETTERS[corner]}`).join(", ");
    this.picture.canvas.setAttribute("aria-label", saidOf(this.facts, `Blended picture: ${shares}`));
    return `${shares}. ${sentence}`;
  }

  destroy() {
    super.destroy();
    this.picture.destroy();
    this.square.destroy();
    this.map.destroy();
  }
}

export default mounted(CornersView);
