// One run among those compared: its map, its decoder and its picture of the chosen number.

import { parseSafetensors } from "../live/network.js";
import { Picture } from "../live/picture.js";
import { classNames } from "../live/class_names.js";
import { Plane } from "../live/plane.js";
import { WHOLE, element, icon } from "../live/element.js";
import { decoderOf } from "../live/remote_network.js";
import { turnedClouds } from "../live/layers.js";
import { signed } from "../live/signed.js";
import { saidOf } from "../live/wording.js";
import { BrushMap } from "./brush_map.js";

/** @import { ComparedRun, Turn } from "../contract.js" */

const PRIOR_RADIUS = 3.25;
const STRAYS = 0.002; // share of codes on each side that the map need not show at first

/** Codes and decoder of a run, and its column on the page. */
export class RunView {
  /**
   * @param {ComparedRun} facts
   * @param {Uint8Array} bytes the run's bundle
   * @param {Record<string, any>} handlers BrushMap's
   */
  constructor(facts, bytes, handlers) {
    this.facts = facts;
    this.number = -1;
    const { metadata, tensors } = parseSafetensors(bytes);
    this.network = decoderOf(metadata, tensors);
    this.codes = tensors["map.codes"].data;
    this.labels = tensors["map.labels"].data;
    this.plane = new Plane(tensors["map.mean"].data, tensors["map.axes"].data);
    const shape = tensors["map.shape"];
    this.shape = shape ? { raster: shape.data, extent: facts.shape_extent, picture: null } : null;
    this.clouds = tensors["map.clouds"]?.data ?? null;
    this.places = this.plane.project(this.codes, this.labels, facts.class_names.length);
    this.code = new Float32Array(this.plane.dims);
    this.network.watch(() => this.number >= 0 && this.show(this.number));
    this.wholeSpread = null;
    this.build(handlers);
  }

  build(handlers) {
    const { facts } = this;
    this.root = element("figure", { className: "view" });
    this.root.dataset.run = facts.run;
    const caption = element("figcaption");
    this.note = element("span", { className: "note" });
    caption.append(element("span", { className: "name", textContent: facts.run }), this.note);
    const container = element("div", { className: "map" });
    const canvas = element("canvas");
    canvas.dataset.testid = "decoded";
    canvas.setAttribute("role", "img");
    this.place = element("p", { className: "place" });
    const chosen = element("div", { className: "chosen" });
    chosen.append(canvas, this.place);
    this.root.append(caption, container, chosen);
    this.picture = new Picture(canvas, facts);
    const whole = element("button", { type: "button", className: "reset-view", hidden: true });
    whole.append(icon(WHOLE));
    whole.title = "Show the whole map";
    whole.setAttribute("aria-label", `Show the whole map of ${facts.run}`);
    whole.addEventListener("click", () => this.map.resetView());
    this.map = new BrushMap(container, { ...handlers, onView: () => {
      whole.hidden = this.map?.view.isHome ?? true;
      handlers.onView();
    } });
    container.append(whole);
    this.map.canvas.dataset.testid = "compare-map";
    this.map.canvas.tabIndex = 0;
    this.map.canvas.setAttribute("role", "application");
    this.map.canvas.setAttribute("aria-label", `Map of ${facts.run}, ${saidOf(facts, "one dot a held-out picture. Drag a box to light "
      + "pictures up; arrow keys go to the next picture; plus and minus zoom; Home shows all; Escape clears the box.")}`);
    this.map.layers = { points: true, manifold: false, prior: true, fog: false };
    this.map.isLine = this.plane.isLine;
  }

  /** Show the codes as they are, or turned onto the first run's. */
  setAligned(isAligned) {
    const { map, places, plane } = this;
    const { alignment, class_names: names, colors, has_prior: hasPrior } = this.facts;
    this.isTurned = isAligned && Boolean(alignment);
    const turn = this.isTurned ? turned(alignment) : (x, y) => [x, y];
    const [x, y] = [places.x.slice(), places.y.slice()];
    for (let i = 0; i < x.length; i++) [x[i], y[i]] = turn(x[i], y[i]);
    map.points = { x, y, labels: this.labels, colors: map.points?.colors ?? colors, names, hidden: new Set(), faded: null };
    const middle = new Float64Array(plane.dims);
    map.prior = hasPrior ? turn(plane.along(0, middle), plane.along(1, middle)) : null;
    map.shape = this.shape && { ...this.shape, turn: this.isTurned ? alignment : undefined };
    map.clouds = this.clouds && this.isTurned ? turnedClouds(this.clouds, alignment) : this.clouds;
    // Told the class, a decoder needs none in its codes: the names would lie on one another.
    this.names = this.network.numClasses ? [] : classNames(map.points, names, plane.isLine);
    map.view.setHome(this.homeBox());
    map.box = null;
    map.viewChanged();
    if (this.number >= 0) this.show(this.number);
  }

  homeBox() {
    const { x, y } = this.map.points;
    const ends = [x, y].flatMap((values) => {
      const sorted = values.slice().sort();
      const last = sorted.length - 1;
      return [sorted[Math.floor(STRAYS * last)], sorted[Math.ceil((1 - STRAYS) * last)]];
    });
    const margin = 0.06 * Math.max(ends[1] - ends[0], ends[3] - ends[2], 1e-3);
    const box = ends.map((end, side) => end + (side % 2 ? margin : -margin));
    if (this.plane.isLine) [box[2], box[3]] = [-2.6, 2.6];
    const { prior, shape } = this.map;
    if (!prior && !shape) return box;
    const [middle, radius] = prior ? [prior, PRIOR_RADIUS] : [shape.turn?.shift ?? [0, 0], shape.extent];
    return box.map((end, side) => (side % 2 ? Math.max : Math.min)(end, middle[side >> 1] + (side % 2 ? 1 : -1) * radius));
  }

  setNamed(isNamed) {
    this.map.names = isNamed ? this.names : [];
    this.map.refreshPart("above");
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.map.setTheme(theme);
    this.picture.setColors(theme.pictureInk, theme.picturePaper);
  }

  /** Show a picture's place and what the decoder makes of its code. */
  show(number) {
    this.number = number;
    const { code, codes, facts, labels, network, picture, plane } = this;
    for (let k = 0; k < plane.dims; k++) code[k] = codes[number * plane.dims + k];
    picture.paint(network.forward(code, network.numClasses ? labels[number] : null));
    this.map.setPicked(number);
    const name = facts.class_names[labels[number]];
    picture.canvas.setAttribute("aria-label", `${saidOf(facts, "Picture")} ${number}, of class ${name}, as ${facts.run} decodes it`);
    const shown = Array.from(code.subarray(0, 2), (value, k) => `z${k + 1} ${signed(value)}`).join(", ");
    this.place.textContent = `no. ${number}, class ${name}: ${shown}${plane.dims > 2 ? ", …" : ""}${this.isTurned ? ", before turning" : ""}`;
  }

  /** How far pictures lie apart, as a share of how far all do: root mean squares around their middles, all dimensions. */
  spread(numbers) {
    this.wholeSpread ??= this.radius(Array.from(this.labels.keys()));
    return this.radius(numbers) / this.wholeSpread;
  }

  radius(numbers) {
    const { dims } = this.plane;
    let total = 0;
    for (let k = 0; k < dims; k++) {
      let [sum, squares] = [0, 0];
      for (const i of numbers) {
        const value = this.codes[i * dims + k];
        sum += value;
        squares += value * value;
      }
      total += squares / numbers.length - (sum / numbers.length) ** 2;
    }
    return Math.sqrt(Math.max(0, total));
  }
}

/**
 * A function that turns a place as Python's Alignment.apply does.
 * @param {Turn} turn
 */
function turned({ matrix: [[a, b], [c, d]], shift }) {
  return (x, y) => [a * x + b * y + shift[0], c * x + d * y + shift[1]];
}
