// Watch it learn: the map, one's own digit and what is drawn for it at epochs of a training, and the cost falling.

import { element } from "../live/element.js";
import { rgba } from "../live/theme.js";
import { Dial } from "./dial.js";
import { LessonMap } from "./lesson_map.js";
import { Snapshots } from "./snapshots.js";
import { StepView } from "./step_view.js";
import { StackedTerms } from "./stacked_terms.js";
import { number } from "./text.js";

const FILM_RUN = "beta-1";
const FILM_FRAME = 700; // milliseconds an epoch shown
const FILM_GLIDE = 450; // of them, in which the dots move

/** A film that is computed as it plays. */
export class LearningView extends StepView {
  async build() {
    this.index = 0;
    this.at = 0; // glides towards index
    const mapPlace = element("div", { className: "map" });
    const side = element("div", { className: "learning-side" });
    this.root.append(mapPlace, side);
    this.own = this.picture("your_digit");
    this.drawn = this.picture("drawn_for_it");
    const pair = element("div", { className: "pair" });
    pair.append(this.own.root, this.drawn.root);
    this.chart = new StackedTerms([this.say("draw_well"), this.say("stay_together")], this.say("cost"), (index) => this.show(index));
    side.append(pair, this.transport(), this.chart.root);
    const facts = await this.lesson.models.factsOf(FILM_RUN);
    const [model, bytes] = await Promise.all([this.lesson.models.open(FILM_RUN), this.lesson.models.bytes(facts.snapshots)]);
    if (this.isGone) return;
    this.snapshots = new Snapshots(bytes, facts);
    this.dial.input.max = String(this.snapshots.epochs.length - 1);
    this.map = new LessonMap(mapPlace, model, { label: this.say("map_label"), layers: ["points", "prior"] });
    this.maps.push(this.map);
    const { points } = this.map.map;
    Object.assign(points, { x: new Float32Array(this.snapshots.labels.length), y: new Float32Array(this.snapshots.labels.length), labels: this.snapshots.labels });
    this.map.map.names = [];
    this.map.map.overlay = (context, view) => this.drawOwn(context, view);
    this.pixels = this.lesson.own.digit;
    this.trail = this.snapshots.epochs.map((_, index) => this.snapshots.at(index).of(this.pixels, false));
    this.chart.take(this.snapshots.epochs, this.snapshots.reconstruction, this.snapshots.kl);
    this.show(0);
    this.place();
  }

  transport() {
    const root = element("div", { className: "dial transport" });
    this.playButton = this.button(this.say("play"), () => this.setPlaying(!this.isPlaying), "primary play");
    this.dial = new Dial(this, "", { max: 1, value: 0, testid: "epoch" }, (index) => {
      this.setPlaying(false);
      this.show(index);
    });
    this.dial.input.setAttribute("aria-label", this.say("epochs"));
    root.append(this.playButton, this.dial.input, this.dial.output);
    return root;
  }

  setPlaying(isPlaying) {
    this.isPlaying = isPlaying;
    this.playButton.textContent = this.say(isPlaying ? "pause" : "play");
    clearInterval(this.timer);
    if (!isPlaying) return;
    if (this.index === this.snapshots.epochs.length - 1) this.show(0);
    this.timer = setInterval(() => {
      this.show(this.index + 1);
      if (this.index === this.snapshots.epochs.length - 1) this.setPlaying(false);
    }, FILM_FRAME);
  }

  /** Go to an epoch that was kept; dots glide there unless motion is not wanted. */
  show(index) {
    this.index = Math.max(0, Math.min(this.snapshots.epochs.length - 1, index));
    this.from = this.at;
    this.began = performance.now();
    this.chart.show(this.index);
    this.schedule();
  }

  /** Where between two epochs the dots are. */
  glide() {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const share = isStill ? 1 : Math.min(1, (performance.now() - this.began) / FILM_GLIDE);
    this.at = this.from + (this.index - this.from) * share * (2 - share);
    return share < 1;
  }

  place() {
    const { points } = this.map.map;
    const low = Math.floor(this.at);
    const high = Math.min(low + 1, this.snapshots.epochs.length - 1);
    const share = this.at - low;
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
    const isMoving = this.glide();
    this.place();
    const epoch = this.snapshots.epochs[this.index];
    this.dial.value = this.index;
    this.dial.show(epoch ? this.say("epoch", { epoch }) : this.say("untrained"));
    this.own.picture.paint(this.pixels);
    this.drawn.picture.paint(this.trail[this.index].reconstruction);
    if (isMoving) this.schedule();
  }

  /** Where the own digit is, and the way it came. */
  drawOwn(context, view) {
    if (!this.trail) return;
    const { theme } = this;
    const way = [...this.trail.slice(0, Math.floor(this.at) + 1).map(({ mean }) => mean), this.ownPlace];
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
    const { mean, deviation } = this.trail[this.index];
    const terms = Array.from(mean, (value, k) => 0.5 * (deviation[k] ** 2 + value ** 2 - 1 - 2 * Math.log(deviation[k])));
    const cost = (index) => number(reconstruction.at(index) + kl.at(index), 0);
    return {
      epochs: epochs.at(-1), first: cost(0), last: cost(-1),
      kl1: number(terms[0], 2), kl2: number(terms[1], 2), kl: number(terms[0] + terms[1], 2),
    };
  }

  destroy() {
    clearInterval(this.timer);
    super.destroy();
  }
}
