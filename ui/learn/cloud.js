// A cloud, not a point: the encoder names a place and a width, and dice pick the place that is drawn.

import { drawPosterior } from "../live/ellipse.js";
import { element, icon } from "../live/element.js";
import { fillWords, inkRamp } from "../live/pixels.js";
import { rgba } from "../live/theme.js";
import { samplePrior } from "../live/prior.js";
import { Dial } from "./dial.js";
import { LessonMap } from "./lesson_map.js";
import { StepView } from "./step_view.js";
import { number, textElement } from "./text.js";

const COUNTS = [1, 10, 200];
const MOST = 200;
const WIDEST = 24;
const FIRST_WIDTH = 16; // times its own: at its own width all that is drawn looks alike
const IN_SIGHT = 34; // widths of the cloud from the middle of the map to its edge
const FRAME_EDGE = 1; // pixels about each picture, in which those that became another digit are framed

/** The map about one's own digit, its cloud, and the pictures thrown from it. */
export class CloudView extends StepView {
  async build() {
    this.thrown = []; // {z, epsilon}
    /** @type {import("../live/posteriors.js").Posterior | null} */
    this.posterior = null;
    this.times = FIRST_WIDTH;
    const mapPlace = element("div", { className: "map" });
    this.sheet = this.canvas("", "thrown-pictures");
    this.summary = textElement("p", "said", "");
    this.summary.setAttribute("aria-live", "polite");
    const side = element("div", { className: "cloud-side" });
    side.append(this.controls(), this.sheet, this.summary, this.diagram());
    this.root.append(mapPlace, side);
    this.model = await this.lesson.models.openBoth(this.lesson.facts.main);
    if (this.isGone) return;
    this.posterior = this.model.posteriors.of(this.lesson.own.digit, false);
    this.digit = this.model.places.nearest(this.posterior.mean, null).classes[0][0];
    this.map = new LessonMap(mapPlace, this.model, this, { label: this.say("map_label"), layers: ["points"] });
    this.maps.push(this.map);
    this.map.map.overlay = (context, view) => this.drawCloud(context, view);
    const [x, y] = this.posterior.mean;
    const [x0, x1] = this.model.facts.home_box;
    this.map.map.view.show([x, y, (x1 - x0) / 2 / (IN_SIGHT * Math.max(...this.posterior.deviation))]);
    this.throwDice(10);
  }

  controls() {
    const controls = element("div", { className: "controls" });
    const throws = element("div", { className: "throws" });
    throws.append(...COUNTS.map((count) => this.button(this.say("throw", { count }), () => this.throwDice(count), count === 10 ? "primary" : "")));
    const range = { max: Math.log2(WIDEST), step: 0.05, value: Math.log2(this.times), testid: "cloud-width" };
    this.dial = new Dial(this, this.say("width"), range, (value) => this.widen(2 ** value));
    controls.append(throws, this.dial.root);
    return controls;
  }

  /** Where the dice stand: place and width come from the network, the dice from outside; blame flows past them. */
  diagram() {
    const figure = element("figure", { className: "dice-way" });
    const line = element("div", { className: "dice-line" });
    const box = (name, className = "") => textElement("span", `box ${className}`, this.say(name));
    const dice = box("dice", "dice");
    dice.prepend(icon(["M4 4h12v12H4z", "M7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01"]));
    line.append(box("place"), " + ", box("cloud_width"), " × ", dice, " → ", box("decoder"));
    figure.append(line, textElement("figcaption", "", this.say("blame")));
    return figure;
  }

  widen(times) {
    this.times = times;
    for (const one of this.thrown) one.z = this.at(one.epsilon);
    this.schedule();
  }

  at(epsilon) {
    const { mean, deviation } = this.posterior;
    return Float32Array.from(mean, (value, k) => value + this.times * deviation[k] * epsilon[k]);
  }

  throwDice(count) {
    if (!this.posterior) return;
    this.thrown = Array.from({ length: Math.min(MOST, count) }, () => {
      const epsilon = samplePrior(2);
      return { epsilon, z: this.at(epsilon) };
    });
    this.schedule();
  }

  setTheme(theme) {
    super.setTheme(theme);
    this.ramp = inkRamp(theme.pictureInk, theme.picturePaper);
    this.frameColor = theme.dark ? "#fdb366" : "#c2570c";
  }

  render() {
    if (!this.posterior) return;
    this.dial.show(this.say("width_times", { times: number(this.times, 1) }));
    this.paintPictures();
    this.same = this.thrown.filter(({ z }) => this.isSame(z)).length;
    const found = { count: this.thrown.length, same: this.same, digit: this.digit };
    const text = `${this.say("still", found)}${found.same < found.count ? ` ${this.say("still_framed")}` : ""}`;
    if (this.summary.textContent !== text) this.summary.textContent = text;
    this.sheet.setAttribute("aria-label", text);
    this.map.map.refreshPart("above");
  }

  /** Whether a place lies among digits of the kind of one's own. */
  isSame(z) {
    return this.model.places.nearest(z, null).classes[0][0] === this.digit;
  }

  paintPictures() {
    const count = this.thrown.length;
    const columns = count <= 1 ? 1 : count <= 10 ? 5 : 14;
    const rows = Math.ceil(count / columns);
    const [height, width] = this.model.facts.shape;
    const [across, down] = [width + 2 * FRAME_EDGE, height + 2 * FRAME_EDGE];
    this.sheet.width = columns * across;
    this.sheet.height = rows * down;
    this.sheet.dataset.count = String(count);
    const context = this.sheet.getContext("2d");
    const data = new ImageData(width, height);
    const words = new Uint32Array(data.data.buffer);
    context.fillStyle = this.frameColor;
    this.thrown.forEach(({ z }, index) => {
      const [left, top] = [(index % columns) * across, Math.floor(index / columns) * down];
      if (!this.isSame(z)) context.fillRect(left, top, across, down);
      fillWords(words, this.model.pixels(z[0], z[1]), this.ramp);
      context.putImageData(data, left + FRAME_EDGE, top + FRAME_EDGE);
    });
  }

  drawCloud(context, view) {
    if (!this.posterior) return;
    const { place, covariance } = this.model.posteriors.onMap(this.posterior, this.model.plane);
    const wide = covariance.map((value) => value * this.times ** 2);
    drawPosterior(context, view, { place, covariance: wide, name: "" }, { color: this.theme.accent, theme: this.theme, isMain: true, isLine: false, isBare: true });
    for (const { z } of this.thrown) {
      context.beginPath();
      context.arc(view.toScreenX(z[0]), view.toScreenY(z[1]), 3.5, 0, 2 * Math.PI);
      context.fillStyle = rgba(this.theme.ink, 0.9);
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = rgba(this.theme.paper, 1);
      context.stroke();
    }
  }

  numbers() {
    if (!this.posterior || !this.thrown.length) return {};
    const { mean, deviation } = this.posterior;
    const [{ z, epsilon }] = this.thrown;
    const found = { count: this.thrown.length, same: this.same ?? 0, digit: this.digit };
    return {
      wider: this.say(found.same < found.count ? "wider_done" : "wider_yet", found),
      z1: number(z[0], 3), mean1: number(mean[0], 3), sigma1: number(this.times * deviation[0], 3), epsilon1: number(epsilon[0], 2),
    };
  }
}
