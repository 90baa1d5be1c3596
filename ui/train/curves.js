// Small charts of a training's history: held out solid, training dotted, warm-up shaded, a playhead that all share.

import { element, write } from "../live/element.js";
import { onPress } from "../live/press.js";
import { rgba } from "../live/theme.js";
import { saidOf } from "../live/wording.js";

/** @import { FilmFacts, TermCurve } from "../contract.js" */

const PAD = { left: 40, right: 10, top: 8, bottom: 20 }; // CSS pixels
const MIN_EPOCHS = 4;
const ROOM = 36; // CSS pixels that a word below the axis needs

/**
 * The panels of a history: both terms, or the reconstruction alone where there is no KL, and what a family alone tells.
 * @param {boolean} hasKl
 * @param {TermCurve[]} terms
 */
export function panelsOf(hasKl, terms) {
  const reconstruction = { name: "Reconstruction", columns: ["reconstruction"] };
  const others = terms.map(({ name, level, level_name: levelName }, index) => ({ name, columns: [`term-${index}`], level, levelName, digits: 3 }));
  if (!hasKl) return [reconstruction, ...others];
  return [{ name: "−ELBO", columns: ["reconstruction", "kl"] }, reconstruction, { name: "KL", columns: ["kl"] }, ...others];
}

/** One chart. `onScrub(epoch)` is told where it is pointed at with a pressed pointer. */
export class Curve {
  constructor(container, { name, columns, level = null, levelName = "", digits = 1 }, onScrub) {
    this.name = name;
    this.columns = columns;
    this.level = level;
    this.levelName = levelName;
    this.digits = digits;
    this.figure = element("figure", { className: "curve" });
    const caption = element("figcaption");
    this.value = element("span", { className: "value" });
    caption.append(element("span", { textContent: name }), this.value);
    this.plot = element("div", { className: "plot" });
    this.canvas = element("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.dataset.testid = `curve-${columns.length > 1 ? "loss" : columns[0]}`;
    this.ahead = element("div", { className: "ahead" });
    this.playhead = element("div", { className: "playhead" });
    this.dot = element("div", { className: "dot" });
    this.width = this.height = 0; // kept: asking the page for them between two changes of it costs a layout
    this.plot.append(this.canvas, this.ahead, this.playhead, this.dot);
    this.figure.append(caption, this.plot);
    container.append(this.figure);
    onPress(this.canvas, (event) => onScrub(this.epochAt(event.clientX - this.canvas.getBoundingClientRect().left)));
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.plot);
  }

  /**
   * Take a history over: columns by name.
   * @param {Pick<FilmFacts, "history" | "terms" | "best_epoch" | "kind" | "noun" | "nouns">} facts
   */
  setHistory({ history: given, terms, best_epoch: bestEpoch, ...outputs }) {
    this.bestEpoch = bestEpoch;
    this.heldBack = saidOf(outputs, "pictures held back from training");
    /** @type {any} */
    const history = { ...given };
    terms.forEach(({ training, held_out: heldOut }, index) => {
      [history[`term-${index}`], history[`val_term-${index}`]] = [training, heldOut];
    });
    const sum = (prefix) => history.epoch.map((_, i) => this.columns.reduce((total, name) => total + history[prefix + name][i], 0));
    this.history = history;
    this.training = sum("");
    this.heldOut = sum("val_");
    this.lastEpoch = Math.max(MIN_EPOCHS, history.epoch.at(-1) ?? 1);
    // The steep beginning would flatten all that follows.
    const skipped = Math.min(Math.floor(history.epoch.length / 20) + 1, history.epoch.length - 1);
    const late = [...this.training.slice(skipped), ...this.heldOut.slice(skipped), ...(this.level === null ? [] : [this.level])];
    const [low, high] = [Math.min(...late), Math.max(...late)];
    const margin = 0.08 * (high - low) + (this.digits > 1 ? 0.001 : 0.1);
    this.low = low - margin;
    this.high = high + margin;
    this.draw();
  }

  setTheme(theme) {
    this.theme = theme;
    this.draw();
  }

  /** Put the playhead at an epoch. */
  mark(epoch) {
    this.epoch = epoch;
    const index = this.history.epoch.indexOf(epoch);
    const isKnown = index >= 0;
    write(this.value, isKnown ? this.text(this.heldOut[index]) : "–");
    const unit = this.digits > 1 ? "" : " nats";
    const best = this.bestEpoch === null ? "" : `; epoch ${this.bestEpoch} is the best on ${this.heldBack}`;
    const level = this.level === null ? "" : `; the dashed line is where ${this.levelName}, ${this.text(this.level)}`;
    this.canvas.setAttribute("aria-label", isKnown
      ? `${this.name} at epoch ${epoch}: ${this.text(this.heldOut[index])}${unit} held out, ${this.text(this.training[index])} training; `
        + `${this.text(this.heldOut[0])} after the first epoch, ${this.text(this.heldOut.at(-1))} after epoch ${this.history.epoch.at(-1)}${level}${best}`
      : `${this.name}: nothing measured at epoch ${epoch} yet`);
    this.placeMarks(isKnown ? this.heldOut[index] : null);
  }

  text(value) {
    return value.toFixed(this.digits);
  }

  placeMarks(value) {
    const x = this.toX(this.epoch);
    this.playhead.style.transform = `translateX(${x.toFixed(1)}px)`;
    this.ahead.style.transform = `translateX(${x.toFixed(1)}px)`;
    const isInside = value !== null && value <= this.high;
    this.dot.hidden = !isInside;
    if (isInside) this.dot.style.transform = `translate(${x.toFixed(1)}px, ${this.toY(value).toFixed(1)}px)`;
  }

  toX(epoch) {
    return PAD.left + ((epoch - 1) / (this.lastEpoch - 1)) * (this.width - PAD.left - PAD.right);
  }

  toY(value) {
    return PAD.top + ((this.high - value) / (this.high - this.low)) * (this.height - PAD.top - PAD.bottom);
  }

  epochAt(x) {
    return 1 + ((x - PAD.left) / (this.width - PAD.left - PAD.right)) * (this.lastEpoch - 1);
  }

  draw() {
    const { canvas, theme } = this;
    const { clientWidth: width, clientHeight: height } = this.plot;
    [this.width, this.height] = [width, height];
    if (!this.history || !theme || !width) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const size = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.save();
    this.drawWarmup(context, height);
    this.drawAxes(context, width, height);
    if (this.bestEpoch !== null) this.drawBest(context, width, height);
    context.beginPath();
    context.rect(PAD.left, PAD.top, width - PAD.left, height - PAD.top - PAD.bottom);
    context.clip();
    if (this.level !== null) this.drawLine(context, this.history.epoch.map(() => this.level), rgba(theme.ink, 0.35), [6, 4]);
    this.drawLine(context, this.training, rgba(theme.ink, 0.6), [1, 3]);
    this.drawLine(context, this.heldOut, theme.accent, []);
    context.restore();
    if (this.epoch) this.mark(this.epoch);
  }

  drawAxes(context, width, height) {
    const { theme } = this;
    context.font = `11px ${theme.font}`;
    context.fillStyle = rgba(theme.ink, 0.72);
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of ticksOf(this.low, this.high)) {
      const y = Math.round(this.toY(tick)) + 0.5;
      context.beginPath();
      context.moveTo(PAD.left, y);
      context.lineTo(width - PAD.right, y);
      context.stroke();
      context.fillText(String(tick), PAD.left - 6, y);
    }
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    context.fillText("1", PAD.left, height - 5);
    context.textAlign = "right";
    context.fillText(`epoch ${this.lastEpoch}`, width - PAD.right, height - 5);
  }

  /** A line at the epoch whose weights are kept, with its number where there is room beside the axis' ends. */
  drawBest(context, width, height) {
    const x = Math.round(this.toX(this.bestEpoch)) + 0.5;
    context.strokeStyle = rgba(this.theme.ink, 0.6);
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x, PAD.top);
    context.lineTo(x, height - PAD.bottom);
    context.stroke();
    context.setLineDash([]);
    context.textAlign = "center";
    if (x > PAD.left + ROOM && x < width - PAD.right - 2 * ROOM) context.fillText(`best ${this.bestEpoch}`, x, height - 5);
  }

  drawLine(context, values, color, dash) {
    const { epoch: epochs } = this.history;
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.lineCap = "round";
    context.setLineDash(dash);
    context.beginPath();
    values.forEach((value, i) => context.lineTo(this.toX(epochs[i]), this.toY(value)));
    context.stroke();
    context.setLineDash([]);
    if (epochs.length > 2) return;
    values.forEach((value, i) => context.fillRect(this.toX(epochs[i]) - 2, this.toY(value) - 2, 4, 4));
  }

  drawWarmup(context, height) {
    const { epoch: epochs, kl_weight: weights } = this.history;
    const full = Math.max(...weights);
    const end = weights.indexOf(full);
    if (this.columns.at(-1) !== "kl" || !(weights[0] < full)) return;
    const [left, right] = [this.toX(epochs[0]), this.toX(epochs[end])];
    context.fillStyle = rgba(this.theme.ink, 0.08);
    context.fillRect(left, PAD.top, right - left, height - PAD.top - PAD.bottom);
  }
}

/** Two to five round numbers between two values. */
function ticksOf(low, high) {
  const rough = (high - low) / 2;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [5, 2, 1].map((factor) => factor * power).find((candidate) => candidate <= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toFixed(6)));
  return ticks;
}
