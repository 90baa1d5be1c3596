// Watch it learn: the map, one's own digit and what is drawn for it at epochs of a training, and the cost falling.

import { element } from "../live/element.js";
import { rgba } from "../live/theme.js";
import { LessonMap } from "./lesson_map.js";
import { Snapshots } from "./snapshots.js";
import { StepView } from "./step_view.js";
import { StackedTerms } from "./stacked_terms.js";
import { Transport } from "./transport.js";
import { number, textElement } from "./text.js";

const FILM_RUN = "beta-1";
const LEARNING_FRAME = 700; // milliseconds an epoch shown

/** A film that is computed as it plays. */
export class LearningView extends StepView {
  async build() {
    const mapPlace = element("div", { className: "map" });
    const side = element("div", { className: "learning-side" });
    this.root.append(mapPlace, side);
    this.own = this.picture(this.lesson.own.isOwn ? "your_digit" : "example_digit");
    this.drawn = this.picture("drawn_for_it");
    const pair = element("div", { className: "pair" });
    pair.append(this.own.root, this.drawn.root);
    this.chart = new StackedTerms([this.say("draw_well"), this.say("stay_together")], this.say("cost"), (index) => this.transport.show(index));
    this.transport = new Transport(this, (index) => {
      this.chart.show(index);
      this.schedule();
    });
    side.append(pair, textElement("p", "another", this.say("other_machine")), this.transport.root, this.chart.root);
    const facts = await this.lesson.models.factsOf(FILM_RUN);
    const [model, bytes] = await Promise.all([this.lesson.models.open(FILM_RUN), this.lesson.models.bytes(facts.snapshots)]);
    if (this.isGone) return;
    this.snapshots = new Snapshots(bytes, facts);
    this.transport.take(this.snapshots.epochs, LEARNING_FRAME);
    this.map = new LessonMap(mapPlace, model, this, { label: this.say("map_label"), layers: ["points", "prior"] });
    this.maps.push(this.map);
    const { points } = this.map.map;
    Object.assign(points, { x: new Float32Array(this.snapshots.labels.length), y: new Float32Array(this.snapshots.labels.length), labels: this.snapshots.labels });
    this.map.map.names = [];
    this.map.map.overlay = (context, view) => this.drawOwn(context, view);
    this.pixels = this.lesson.own.digit;
    this.trail = this.snapshots.epochs.map((_, index) => this.snapshots.at(index).of(this.pixels, false));
    this.chart.take(this.snapshots.epochs, this.snapshots.reconstruction, this.snapshots.kl);
    this.transport.show(0);
    this.place();
  }

  place() {
    const { points } = this.map.map;
    const [low, high, share] = this.transport.between;
    const [before, after] = [this.snapshots.codes(low), this.snapshots.codes(high)];
    for (let i = 0; i < points.x.length; i++) {
      points.x[i] = before[2 * i] + share * (after[2 * i] - before[2 * i]);
      points.y[i] = before[2 * i + 1] + share * (after[2 * i + 1] - before[2 * i + 1]);
    }
    const [from, to] = [this.trail[low].mean, this.trail[high].mean];
    this.ownPlace = [0, 1].map((axis) => from[axis] + share * (to[axis] - from[axis]));
    this.map.map.refreshPart("dots");
    this.map.map.refreshPart("above");
  }

  render() {
    if (!this.trail) return;
    const isMoving = this.transport.glide();
    this.place();
    this.own.picture.paint(this.pixels);
    this.drawn.picture.paint(this.trail[this.transport.index].reconstruction);
    if (isMoving) this.schedule();
  }

  /** Where the own digit is, and the way it came. */
  drawOwn(context, view) {
    if (!this.trail) return;
    const { theme } = this;
    const way = [...this.trail.slice(0, this.transport.between[0] + 1).map(({ mean }) => mean), this.ownPlace];
    context.beginPath();
    for (const [x, y] of way) context.lineTo(view.toScreenX(x), view.toScreenY(y));
    for (const [width, color] of /** @type {const} */ ([[4, rgba(theme.paper, 0.8)], [2, theme.accent]])) {
      context.lineWidth = width;
      context.strokeStyle = color;
      context.stroke();
    }
    context.beginPath();
    context.arc(view.toScreenX(this.ownPlace[0]), view.toScreenY(this.ownPlace[1]), 8, 0, 2 * Math.PI);
    context.fillStyle = theme.accent;
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = rgba(theme.paper, 1);
    context.stroke();
  }

  numbers() {
    if (!this.trail) return {};
    const { epochs, reconstruction, kl } = this.snapshots;
    const { mean, deviation } = this.trail[this.transport.index];
    const terms = Array.from(mean, (value, k) => 0.5 * (deviation[k] ** 2 + value ** 2 - 1 - 2 * Math.log(deviation[k])));
    const cost = (index) => number(reconstruction.at(index) + kl.at(index), 0);
    return {
      epochs: epochs.at(-1), first: cost(0), early: cost(1), last: cost(-1),
      kl1: number(terms[0], 2), kl2: number(terms[1], 2), kl: number(terms[0] + terms[1], 2),
    };
  }

  destroy() {
    this.transport?.destroy();
    super.destroy();
  }
}
