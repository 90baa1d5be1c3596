// Four corners: a square of pictures between four codes, a point on it, and where the corners lie on the map.

import { ClassButtons } from "../explorer/controls.js";
import { LatentMap } from "../explorer/map.js";
import { Picture } from "../explorer/picture.js";
import { copyLink, saveCanvas } from "../explorer/share.js";
import { element } from "../explorer/sliders.js";
import { fillMap } from "../explorer/run_map.js";
import { mounted } from "../explorer/mounting.js";
import { rgba } from "../explorer/theme.js";
import { rounded } from "../explorer/plane.js";
import { LiveView } from "./live_view.js";
import { Square } from "./square.js";
import { bilinearCode, blendWeights } from "./blend.js";

const LETTERS = ["A", "B", "C", "D"];
const CORNER_NAMES = ["top left", "top right", "bottom left", "bottom right"];
const AROUND = [0, 1, 3, 2]; // the corners as a closed line
const SQUARE_BUDGET = 10; // milliseconds of decoding a frame; what is left over is decoded in the next
const KEY_STEP = 0.05;
const DICE = '<svg class="dice" viewBox="0 0 20 20" aria-hidden="true"><rect x="3" y="3" width="14" height="14" rx="3" />'
  + '<path d="M7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01" /></svg>';

/** One live square; lives from the arrival of the decoder's bundle until its element goes. */
class CornersView extends LiveView {
  takeStart({ c, at, n }) {
    this.corners = c.map((z) => rounded(Float64Array.from(z), this.facts.z_limit));
    this.at = at.slice();
    this.side = n;
    this.active = 0; // the corner that arrow keys on the map move
  }

  place() {
    return { c: this.corners.map((z) => Array.from(z)), at: this.at, n: this.side, label: this.label };
  }

  query({ c, at, n }) {
    return { view: "corners", c: c.map((z) => z.join(",")).join(";"), at: at.join(","), n };
  }

  build() {
    this.picture = new Picture(this.find(".picture canvas"));
    this.square = new Square(this.find(".square"), {
      onPick: (u, v) => this.moveTo(u, v),
      onKey: (du, dv, isFine) => {
        const step = isFine ? KEY_STEP / 10 : KEY_STEP;
        this.moveTo(this.at[0] + du * step, this.at[1] + dv * step);
      },
      onRelease: () => this.finish(),
    });
    this.square.canvas.setAttribute("aria-label", "Square of pictures between the corners A, B, C and D. Arrow keys move "
      + "the point, with shift in finer steps; Home puts it in the middle.");
    this.buildMap();
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
    this.on(".save-square", "click", () => saveCanvas(this.square.enlarged(4), `${this.facts.run}-corners.png`));
    this.on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
    this.changed();
  }

  buildMap() {
    const map = new LatentMap(this.find(".map"), {
      onGrab: () => this.grabbed = { corners: this.corners.map((z) => z.slice()), isFresh: true },
      onMove: (x, y) => this.dragTo(x, y),
      onRelease: () => this.finish(),
      onCancel: () => {
        this.grabbed.corners.forEach((z, corner) => this.corners[corner].set(z));
        this.changed();
      },
      onKey: (dx, dy, isFine) => {
        const step = isFine ? 0.01 : 0.1;
        const [x, y] = this.placeOf(this.corners[this.active]);
        this.moveCorner(x + dx * step, y + dy * step);
        this.finish();
      },
      onHome: () => map.resetView(),
      onView: () => {
        this.find(".reset-view").hidden = this.map?.view.isHome ?? true;
        if (this.map) this.placeHandles();
      },
    });
    fillMap(map, this, {
      description: "Map of latent space with the corners A, B, C and D. Arrow keys move the chosen corner, with shift "
      + "in finer steps; the letters choose it; plus and minus zoom; Home shows all.",
      faded: this.label,
      isNamed: this.label === null,
      decodeTile: () => this.decode(this.code), // never asked for: that layer stays off
    });
    map.layers.manifold = map.layers.prior = false;
    map.overlay = (context, view) => this.drawOutline(context, view);
    this.handles = LETTERS.map((letter) => {
      const handle = element("div", { className: "handle" });
      handle.setAttribute("aria-hidden", "true");
      handle.append(element("span", { textContent: letter }));
      map.container.append(handle);
      return handle;
    });
    map.canvas.addEventListener("keydown", (event) => {
      const corner = LETTERS.indexOf(event.key.toUpperCase());
      if (corner >= 0 && !event.ctrlKey && !event.metaKey) this.activate(corner);
    });
    this.map = map;
    map.view.setHome(this.facts.home_box);
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
      const random = element("button", { type: "button", className: "random", innerHTML: `${DICE} <span>Random</span>`,
        title: this.facts.has_prior ? "A code drawn from the prior" : "The code of some test picture" });
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

  placeOf(z) {
    return [this.plane.along(0, z), this.plane.isLine ? 0 : this.plane.along(1, z)];
  }

  /** Drag: blend elsewhere; whole thousandths, so that the address says exactly what is drawn. */
  moveTo(u, v) {
    this.at = [u, v].map((share) => Math.round(1000 * Math.max(0, Math.min(1, share))) / 1000);
    this.schedule();
  }

  /** A drag on the map takes the corner that is nearest to where it begins. */
  dragTo(x, y) {
    if (this.grabbed.isFresh) {
      const distances = this.corners.map((z) => {
        const [cornerX, cornerY] = this.placeOf(z);
        return Math.hypot(cornerX - x, this.plane.isLine ? 0 : cornerY - y);
      });
      this.activate(distances.indexOf(Math.min(...distances)));
      this.grabbed.isFresh = false;
    }
    this.moveCorner(x, y);
  }

  moveCorner(x, y) {
    const z = this.corners[this.active];
    rounded(this.plane.moved(z, x, this.plane.isLine ? 0 : y, z), this.facts.z_limit);
    this.changed();
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

  setLabel(label) {
    this.label = label;
    this.changed();
    this.finish();
  }

  /** The corners, the class or the number of pictures are new: every picture is to be decoded again. */
  changed() {
    if (this.square.side !== this.side) this.square.setSide(this.side);
    this.stale = this.side ** 2;
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
      this.handles[corner].classList.toggle("is-active", corner === this.active);
      const label = this.facts.representatives.findIndex((z) => z?.every((value, k) => value === this.corners[corner][k]));
      select.value = label < 0 ? "" : String(label);
    });
    this.placeHandles();
  }

  placeHandles() {
    const { view } = this.map;
    this.corners.forEach((z, corner) => {
      const [x, y] = this.placeOf(z);
      const screenY = this.plane.isLine ? view.height / 2 : view.toScreenY(y);
      this.handles[corner].style.transform = `translate(${view.toScreenX(x).toFixed(1)}px, ${screenY.toFixed(1)}px)`;
    });
  }

  drawOutline(context, view) {
    const { theme } = this.map;
    context.lineJoin = "round";
    for (const [width, color] of [[5, rgba(theme.paper, 0.85)], [2, rgba(theme.ink, 0.9)]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      for (const corner of AROUND) {
        const [x, y] = this.placeOf(this.corners[corner]);
        context.lineTo(view.toScreenX(x), this.plane.isLine ? view.height / 2 : view.toScreenY(y));
      }
      context.closePath();
      context.stroke();
    }
  }

  render() {
    const began = performance.now();
    const code = bilinearCode(this.corners, ...this.at, this.code);
    this.picture.paint(this.decode(code));
    this.map.setCursor(...this.placeOf(code));
    this.square.mark(...this.at);
    this.showShares();
    // Where the last frame ran out of time this one goes on, so that a long drag reaches every picture.
    while (this.stale > 0 && performance.now() - began < SQUARE_BUDGET) {
      const [row, column] = [Math.floor(this.next / this.side), this.next % this.side];
      const last = this.side - 1;
      this.square.put(this.next, this.decode(bilinearCode(this.corners, column / last, row / last, this.code)));
      this.next = (this.next + 1) % this.side ** 2;
      this.stale--;
    }
    if (this.stale > 0) this.schedule();
  }

  showShares() {
    blendWeights(...this.at).forEach((weight, corner) => {
      const { row, share } = this.rows[corner];
      const text = `${Math.round(100 * weight)} %`;
      if (share.textContent === text) return;
      share.textContent = text;
      row.style.setProperty("--weight", weight.toFixed(2));
    });
  }

  speak() {
    const code = bilinearCode(this.corners, ...this.at, this.code);
    const sentence = this.places.sentence(code, this.label);
    this.find(".sentence").textContent = sentence;
    const shares = blendWeights(...this.at).map((weight, corner) => `${Math.round(100 * weight)} % ${LETTERS[corner]}`).join(", ");
    this.picture.canvas.setAttribute("aria-label", `Blended picture: ${shares}`);
    return `${shares}. ${sentence}`;
  }

  destroy() {
    super.destroy();
    this.square.destroy();
    this.map.destroy();
  }
}

export default mounted(CornersView);
