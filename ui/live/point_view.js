// A run's map with a point to drag, and the picture there: all of a small live view, and the middle of Explore.

import { ClassButtons } from "./controls.js";
import { LiveView } from "./live_view.js";
import { LargePicture } from "./picture.js";
import { PointMap } from "./point_map.js";
import { rounded } from "./plane.js";
import { signed } from "./signed.js";
import { saidOf } from "./wording.js";

/** @import { Place, PointFacts } from "../contract.js" */

const SENTENCE_EVERY = 100; // milliseconds

/**
 * The decoder at the end of a cursor. It tells nobody where it is left, so that there may be several on a page; a
 * subclass may, in tell().
 * @extends {LiveView<PointFacts>}
 */
export class PointView extends LiveView {
  /** @param {Place} place */
  takeStart({ z }) {
    this.z = rounded(Float64Array.from(z), this.facts.z_limit);
  }

  build() {
    this.spokenAt = 0;
    this.sentence = "";
    this.picture = new LargePicture(this.find(".picture canvas"), this.facts);
    this.pointMap = new PointMap(this.root, this);
    this.map = this.pointMap.map;
    if (this.label !== null) {
      this.classButtons = new ClassButtons(this.find(".classes"), this.facts.class_names, (label) => this.setLabel(label));
    }
    this.on(".reset-view", "click", () => this.map.resetView());
  }

  appear() {
    this.render();
    this.rest();
    this.announce();
    this.map.reveal();
    this.pointMap.hint.place();
  }

  colored(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.picture.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
    this.map.requestTiles();
  }

  /** The map shows another part of the plane. */
  viewChanged() {}

  /** End what moves the point by itself, where there is any. */
  stop() {}

  /** Drag: move within the plane that the map shows. */
  moveTo(x, y) {
    this.stop();
    this.pointMap.hint.remove();
    rounded(this.plane.moved(this.z, x, this.plane.isLine ? 0 : y, this.z), this.facts.z_limit);
    this.schedule();
  }

  setLabel(label) {
    this.stop();
    this.takeLabel(label);
    this.pointMap.refreshTiles(true);
    this.schedule();
    this.release();
  }

  takeLabel(label) {
    this.label = label;
    this.map.points.faded = label;
    this.map.refreshPart("dots");
  }

  step(dx, dy, isFine) {
    this.pointMap.step(dx, dy, isFine);
  }

  jump(z) {
    this.stop();
    this.z.set(z);
    rounded(this.z, this.facts.z_limit);
    this.schedule();
    this.release();
  }

  reset() {
    this.map.resetView();
    if (this.label !== null && this.label !== this.facts.home.label) this.setLabel(this.facts.home.label);
    this.jump(this.facts.home.z);
  }

  render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const began = performance.now();
    const pixels = this.decode(this.z);
    const took = performance.now() - began;
    this.picture.paint(pixels);
    this.map.setCursor(this.plane.along(0, this.z), this.plane.along(1, this.z));
    this.classButtons?.show(this.label);
    this.painted(began, took);
    if (began - this.spokenAt > SENTENCE_EVERY) this.saySentence(began);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), SENTENCE_EVERY);
  }

  /** Show what else changes with every picture. */
  painted(_began, _took) {}

  /** Bring up to date what does not change with every picture. */
  rest() {
    this.saySentence();
  }

  /** Write the sentence; more than ten a second nobody reads. */
  saySentence(now = performance.now()) {
    this.spokenAt = now;
    const sentence = this.places.sentence(this.z, this.label);
    if (sentence !== this.sentence) this.find(".sentence").textContent = this.sentence = sentence;
  }

  /** The pointer was let go: tell whom it concerns, and those who listen instead of looking. */
  release() {
    if (this.frame) this.render();
    this.rest();
    this.map.reveal();
    this.pointMap.hint.place();
    this.pointMap.refreshTiles(false);
    this.announce();
    this.finish();
  }

  place() {
    return { z: Array.from(this.z), label: this.label };
  }

  /** @param {Place} place */
  query({ z }) {
    return { z: z.join(",") };
  }

  tell(_place) {}

  announce() {
    const where = this.z.length <= 3 ? ` at ${Array.from(this.z, (value, k) => `z${k + 1} = ${signed(value)}`).join(", ")}` : "";
    const kind = this.label === null ? "" : ` of class ${this.facts.class_names[this.label]}`;
    const decoded = this.picture.kind.text?.(this.decode(this.z)) ?? saidOf(this.facts, "Decoded picture");
    const text = `${decoded}${kind}${where}. ${this.sentence}`;
    this.picture.canvas.setAttribute("aria-label", text);
    this.find(".announcement").textContent = text;
  }

  /** Python has taken it elsewhere. */
  changed() {
    const isOtherClass = this.label !== this.map.points.faded;
    this.stop();
    if (isOtherClass) this.takeLabel(this.label);
    this.schedule();
    this.pointMap.refreshTiles(isOtherClass);
  }

  destroy() {
    super.destroy();
    this.picture.destroy();
    this.pointMap.destroy();
  }
}
