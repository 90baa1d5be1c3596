// Explore: the decoder at the end of a cursor. Wires the map, the picture and the controls to one code z.

import { ClassButtons } from "../live/controls.js";
import { manifoldPicture } from "../live/manifold.js";
import { Meter } from "../live/meter.js";
import { Picture } from "../live/picture.js";
import { PointMap } from "./point_map.js";
import { buildMapControls } from "../live/run_map.js";
import { Sliders } from "../live/sliders.js";
import { Walk } from "./walk.js";
import { copyLink, linkTo, saveCanvas } from "../live/share.js";
import { mounted } from "../live/mounting.js";
import { openRun } from "../live/run_bundle.js";
import { rounded } from "../live/plane.js";
import { samplePrior } from "../live/prior.js";

const SENTENCE_EVERY = 100; // milliseconds

/** One live explorer; lives from the arrival of its bundle until its element goes. */
class Explorer {
  constructor(root, facts, [bytes], send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    const { tensors, network, plane, places } = openRun(bytes, facts);
    this.tensors = tensors;
    this.network = network;
    this.plane = plane;
    this.places = places;
    const dims = this.network.inputSize;
    this.z = rounded(Float64Array.from(facts.start.z), facts.z_limit);
    this.label = this.network.numClasses ? facts.start.label : null;
    this.start = JSON.stringify(facts.start);
    this.input = new Float32Array(dims);
    this.sentenceLine = this.find(".sentence");
    this.spokenAt = 0;
    this.abort = new AbortController();
    this.isSmooth = false;
    this.build();
  }

  appear() {
    const { start, home } = this.facts;
    this.render();
    this.rest();
    this.announce();
    this.map.reveal();
    this.pointMap.hint.place();
    if (JSON.stringify(start) !== JSON.stringify(home)) this.writeAddress();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  build() {
    const { facts, tensors } = this;
    this.find(".subtitle").textContent = facts.subtitle;
    this.picture = new Picture(this.find(".picture canvas"));
    this.meter = new Meter(this.find(".meter"));
    this.sliders = new Sliders(this.find(".sliders"), facts, {
      onInput: (index, value) => this.setDimension(index, value),
      onRelease: () => this.release(),
    });
    this.pointMap = new PointMap(this.root, this);
    this.map = this.pointMap.map;
    this.legend = buildMapControls(this.root, this.map, facts);
    if (this.label !== null) {
      this.classButtons = new ClassButtons(this.find(".classes"), facts.class_names, (label) => this.setLabel(label));
    }
    this.walk = new Walk(tensors["map.walk"].data, tensors["map.walk_labels"].data, this.z.length,
      (z, label) => this.onWalk(z, label));
    this.listen();
  }

  listen() {
    const on = (selector, type, listener) => {
      this.find(selector).addEventListener(type, listener, { signal: this.abort.signal });
    };
    on(".reset-view", "click", () => this.map.resetView());
    on(".walk", "click", () => this.setWalking(!this.walk.isPlaying));
    on(".speed select", "change", (event) => this.walk.speed = Number(event.target.value));
    on(".random", "click", () => this.jump(this.randomCode()));
    on(".reset", "click", () => this.reset());
    on(".smooth", "click", () => this.setSmooth(!this.isSmooth));
    on(".save-picture", "click", () => saveCanvas(this.picture.enlarged(20, this.isSmooth), `${this.facts.run}-picture.png`));
    on(".save-manifold", "click", async () => {
      const { pictureInk: ink, picturePaper: paper } = this.map.theme;
      const canvas = await manifoldPicture((x, y) => this.pointMap.decodeTile(x, y), this.map.view, { ink, paper });
      saveCanvas(canvas, `${this.facts.run}-map.png`);
    });
    on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    this.picture.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
    this.map.requestTiles();
    this.schedule();
  }

  /** Drag: move within the plane that the map shows. */
  moveTo(x, y) {
    this.setWalking(false);
    this.pointMap.hint.remove();
    rounded(this.plane.moved(this.z, x, this.plane.isLine ? 0 : y, this.z), this.facts.z_limit);
    this.schedule();
  }

  setDimension(index, value) {
    this.setWalking(false);
    this.z[index] = value;
    rounded(this.z, this.facts.z_limit);
    this.schedule();
  }

  setLabel(label) {
    this.setWalking(false);
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
    const step = isFine ? 0.01 : 0.1;
    this.moveTo(this.plane.along(0, this.z) + dx * step, this.plane.along(1, this.z) + dy * step);
    this.release();
  }

  jump(z) {
    this.setWalking(false);
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

  /** From the prior; a plain autoencoder has none, there it is the code of some held-out picture. */
  randomCode() {
    const dims = this.z.length;
    if (this.facts.has_prior) return samplePrior(dims);
    const index = Math.floor(Math.random() * this.places.labels.length);
    return this.places.codes.subarray(index * dims, (index + 1) * dims);
  }

  onWalk(z, label) {
    this.z.set(z);
    rounded(this.z, this.facts.z_limit);
    if (this.label !== null && label !== this.label) this.takeLabel(label);
    this.render();
  }

  setWalking(isWalking) {
    if (isWalking === this.walk.isPlaying) return;
    if (isWalking) this.walk.play();
    else this.walk.pause();
    this.pointMap.hint.remove();
    const button = this.find(".walk");
    button.setAttribute("aria-pressed", String(isWalking));
    button.querySelector("span").textContent = isWalking ? "Pause" : "Walk";
    this.map.refreshPart("above");
    if (!isWalking) {
      this.pointMap.refreshTiles(true);
      this.release();
    }
  }

  /** Paint in the next frame, once, however many events come before it. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const began = performance.now();
    this.input.set(this.z);
    const pixels = this.network.forward(this.input, this.label);
    const took = performance.now() - began;
    this.picture.paint(pixels);
    this.map.setCursor(this.plane.along(0, this.z), this.plane.along(1, this.z));
    this.sliders.show(this.z, began);
    this.classButtons?.show(this.label);
    this.meter.count(took);
    if (began - this.spokenAt > SENTENCE_EVERY) this.speak(began);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), SENTENCE_EVERY);
  }

  /** Bring up to date what does not change with every picture. */
  rest() {
    this.sliders.showNumbers(performance.now());
    this.speak();
  }

  /** Write the sentence; more than ten a second nobody reads. */
  speak(now = performance.now()) {
    this.spokenAt = now;
    const sentence = this.places.sentence(this.z, this.label);
    if (sentence !== this.sentence) this.sentenceLine.textContent = this.sentence = sentence;
  }

  /** The pointer was let go: tell the page, the address bar and those who listen instead of looking. */
  release() {
    if (this.frame) this.render();
    this.rest();
    this.map.reveal();
    this.pointMap.hint.place();
    this.pointMap.refreshTiles(false);
    this.announce();
    const place = this.place();
    const sent = JSON.stringify(place);
    if (sent === this.sent) return;
    this.sent = sent;
    this.writeAddress();
    this.send("place", place);
  }

  place() {
    return { z: Array.from(this.z), label: this.label };
  }

  /** Python only reads the address: what it wrote would come late over a slow line, and take the view back. */
  writeAddress() {
    window.history.replaceState(window.history.state, "", this.link());
  }

  announce() {
    const where = this.z.length <= 3 ? ` at ${Array.from(this.z, (value, k) => `z${k + 1} = ${value.toFixed(2)}`).join(", ")}` : "";
    const kind = this.label === null ? "" : ` of class ${this.facts.class_names[this.label]}`;
    const text = `Decoded picture${kind}${where}. ${this.sentence}`;
    this.picture.canvas.setAttribute("aria-label", text);
    this.find(".announcement").textContent = text;
  }

  link() {
    return linkTo(this.facts.run, this.z, this.label);
  }

  setSmooth(isSmooth) {
    this.isSmooth = isSmooth;
    this.find(".smooth").setAttribute("aria-pressed", String(isSmooth));
    this.find(".picture").classList.toggle("is-smooth", isSmooth);
  }

  /** The page has run again: go where it says, unless that is where it was told to start. */
  update(facts) {
    this.facts = { ...this.facts, start: facts.start };
    const start = JSON.stringify(facts.start);
    if (start === this.start) return;
    this.start = start;
    this.z.set(facts.start.z);
    rounded(this.z, this.facts.z_limit);
    const isOtherClass = this.label !== null && facts.start.label !== this.label;
    if (isOtherClass) this.takeLabel(facts.start.label);
    this.sent = JSON.stringify(this.place()); // Python knows it already
    this.setWalking(false);
    this.schedule();
    this.pointMap.refreshTiles(isOtherClass);
  }

  destroy() {
    this.walk.pause();
    this.abort.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.map.destroy();
  }
}

export default mounted(Explorer, { isFirst: true });
