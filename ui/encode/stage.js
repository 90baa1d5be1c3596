// Encode: a drawing (or pictures that Python prepared) through encoder and decoder, every frame, beside the map.

import { Network, parseSafetensors } from "../live/network.js";
import { MADE_HERE, Meter } from "../live/meter.js";
import { LargePicture, Picture } from "../live/picture.js";
import { layOut, sizeOfShape, valuesOf } from "../live/pixels.js";
import { buildMapControls } from "../live/run_map.js";
import { element } from "../live/element.js";
import { known } from "../live/known.js";
import { mounted } from "../live/mounting.js";
import { openRun } from "../live/run_bundle.js";
import { Figures } from "./figures.js";
import { Finder } from "./finder.js";
import { preparationFor } from "../live/prepare.js";
import { sayAllOf } from "../live/wording.js";
import { Palette } from "./palette.js";
import { Pad } from "../live/pad.js";
import { keepDrawing, keptDrawing } from "./kept_drawing.js";
import { PosteriorMap } from "./posterior_map.js";
import { Posteriors } from "../live/posteriors.js";
import { pastedPictures } from "./paste.js";

/** @import { DrawnSample, StageFacts, StageTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

/** @type {Record<StageFacts["mode"], boolean>} */
const IS_DRAW_MODE = { draw: true, show: false };
const REST_BEFORE_SPEAKING = 500; // milliseconds
const FOREIGN = "The drawing of this address is kept only in the browser tab in which it was drawn.";
const PATIENCE = 90_000; // milliseconds: the worker that makes the encoder's bundle has TensorFlow to load

/** One live stage; lives from the arrival of the decoder's bundle until its element goes. */
export class Stage {
  /**
   * @param {any} root
   * @param {StageFacts} facts
   * @param {Uint8Array[]} bundles the decoder's
   * @param {Send<StageTells>} send
   */
  constructor(root, facts, [bytes], send) {
    this.main = null;
    this.root = root;
    this.facts = facts;
    this.send = send;
    const { tensors, network, plane, places, layers } = openRun(bytes, facts);
    this.tensors = tensors;
    this.decoder = network;
    this.plane = plane;
    this.places = places;
    this.encoder = null;
    this.posteriors = new Posteriors(this.decoder, facts, layers);
    this.preparation = preparationFor(facts.shape, facts.ink);
    this.hasColor = facts.shape[2] > 1;
    this.path = window.location.pathname;
    this.given = []; // pictures from Python: {name, pixels, posterior}
    this.abort = new AbortController();
    this.build();
  }

  appear() {
    this.pad.restore(this.facts.strokes);
    this.revision = this.facts.revision;
    this.takeFacts();
    this.find(".waiting").textContent = "Loading the encoder …";
    this.find(".waiting").hidden = false;
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  setEncoder(bytes) {
    const { metadata, tensors } = parseSafetensors(bytes);
    this.posteriors.encoder = new Network(metadata, tensors);
    this.find(".waiting").hidden = true;
    for (const picture of this.given) picture.posterior = null;
    this.posteriorMap.forget();
    this.schedule();
  }

  get isDrawMode() {
    return known(IS_DRAW_MODE, this.facts.mode, "stage's mode");
  }

  build() {
    const { facts } = this;
    sayAllOf(facts, this.root);
    this.picture = new LargePicture(this.find(".picture canvas"), facts);
    this.seen = new Picture(this.find(".seen-canvas"), facts);
    this.shown = new Picture(this.find(".shown-canvas"), facts);
    layOut(this.root, this.shown.kind.raster(facts.shape));
    this.empty = new Float32Array(sizeOfShape(facts.shape)).fill(this.hasColor ? 1 : 0);
    this.meter = new Meter(this.find(".meter"), MADE_HERE, facts);
    this.figures = new Figures(this.find(".figures"), facts);
    const { hasColor } = this;
    this.pad = new Pad(this.find(".pad-canvas"), { onChange: () => this.schedule(), onRelease: () => this.release(), hasColor });
    this.root.classList.toggle("in-color", hasColor);
    this.find(".seen-text").textContent = facts.seen;
    if (hasColor) new Palette(this.find(".colors"), (color) => this.takeColor(color));
    const byKeys = facts.samples.length > 0 ? " With the keyboard, choose a drawn digit below." : "";
    this.find(".pad-canvas").setAttribute("aria-label", `Drawing pad for a ${facts.noun}: draw with mouse, pen or finger.${byKeys}`);
    this.finder = new Finder(this.root, { posteriors: this.posteriors, onFound: () => this.posteriorMap.showFound(this.finder.found) });
    this.posteriorMap = new PosteriorMap(this.root, this);
    this.map = this.posteriorMap.map;
    this.legend = buildMapControls(this.root, this.map, facts);
    this.buildClasses();
    this.find(".starters").replaceChildren(...facts.samples.map((sample) => this.starter(sample)));
    this.listen();
  }

  /** Conditional runs: what class the networks are told, or that they should guess. */
  buildClasses() {
    if (!this.facts.is_conditional) return;
    const container = this.find(".classes");
    container.hidden = false;
    const names = ["Guess", ...this.facts.class_names];
    this.classButtons = names.map((name, index) => {
      const button = element("button", { type: "button", className: "class-button", textContent: name });
      if (index === 0) button.title = "The class whose −ELBO at the mean is lowest";
      button.addEventListener("click", () => this.choose(index === 0 ? null : index - 1));
      return button;
    });
    container.replaceChildren(element("span", { className: "class-caption", textContent: "Told to both networks" }), ...this.classButtons);
  }

  /** @param {DrawnSample} sample */
  starter({ name, strokes }) {
    const button = element("button", { type: "button", className: "starter", textContent: name[0], title: `Draw a ${name}` });
    button.setAttribute("aria-label", `Draw the sample ${name}`);
    button.addEventListener("click", () => {
      const width = Math.round(this.pad.brush * 1000) / 1000;
      this.pad.load(strokes.map((places) => ({ points: places.flatMap(([x, y]) => [x, y, width]), erases: false, color: null })));
    });
    return button;
  }

  listen() {
    const { signal } = this.abort;
    const on = (selector, type, listener) => this.find(selector).addEventListener(type, listener, { signal });
    on(".reset-view", "click", () => this.map.resetView());
    on(".pen", "click", () => this.setErasing(false));
    on(".eraser", "click", () => this.setErasing(true));
    on(".brush input", "input", (event) => this.pad.brush = Number(event.target.value));
    on(".undo", "click", () => this.pad.undo());
    on(".redo", "click", () => this.pad.redo());
    on(".clear", "click", () => this.pad.clear());
    window.addEventListener("keydown", (event) => this.onKey(event), { signal }); // wherever the focus is
    document.addEventListener("paste", (event) => {
      pastedPictures(event).then((pasted) => pasted && this.send("pasted", { id: newId(), ...pasted }));
    }, { signal });
  }

  onKey(event) {
    const [target] = event.composedPath();
    if (!this.isDrawMode || isTyped(target)) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === "z" && event.shiftKey) this.pad.redo();
    else if (isCommand && key === "z") this.pad.undo();
    else if (isCommand && key === "y") this.pad.redo();
    else if (key === "delete" && target === this.pad.canvas) this.pad.clear();
    else return;
    event.preventDefault();
  }

  takeColor(color) {
    this.pad.color = color;
    this.setErasing(false);
  }

  setErasing(isErasing) {
    this.pad.isErasing = isErasing;
    this.find(".pen").setAttribute("aria-pressed", String(!isErasing));
    this.find(".eraser").setAttribute("aria-pressed", String(isErasing));
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    for (const picture of [this.picture, this.seen, this.shown]) picture.setColors(theme.pictureInk, theme.picturePaper);
    this.finder.setColors(theme.pictureInk, theme.picturePaper);
    this.pad.setInk(`rgb(${theme.pictureInk.join()})`);
    this.map.setTheme(theme);
    this.map.requestTiles();
    this.schedule();
  }

  /**
   * Python has run again: show what it says now.
   * @param {StageFacts} facts
   */
  update(facts) {
    this.facts = { ...this.facts, ...facts };
    this.takeFacts();
  }

  takeFacts() {
    const { facts } = this;
    const before = new Map(this.given.map((picture) => [picture.key, picture]));
    this.given = facts.pictures.map(({ name, pixels }) => {
      const key = `${name}\n${pixels}`;
      return before.get(key) ?? { key, name, pixels: valuesOf(pixels, this.facts.shape), posterior: null };
    });
    this.posteriors.choice = facts.choice;
    this.find(".subtitle").textContent = facts.subtitle;
    this.find(".pad-tools").hidden = this.find(".seen").hidden = !this.isDrawMode;
    this.find(".colors").hidden = !this.isDrawMode || !this.hasColor;
    this.find(".starters").hidden = !this.isDrawMode || facts.samples.length === 0;
    this.find(".pad-canvas").hidden = !this.isDrawMode;
    this.find(".shown-canvas").hidden = this.isDrawMode;
    this.shown.canvas.setAttribute("aria-label", facts.pictures[facts.selected]?.name ?? "Nothing is given yet");
    this.root.classList.toggle("is-shown", !this.isDrawMode);
    this.pad.isEnabled = this.isDrawMode;
    this.recall();
    this.writeAddress();
    this.schedule();
  }

  /** After a reload Python has no drawing, but this tab has kept it. */
  recall() {
    if (!this.isDrawMode || this.revision || this.isRecalled) return;
    this.isRecalled = true;
    const kept = keptDrawing();
    if (kept) {
      this.pad.restore(kept.strokes);
      this.tell(kept.revision);
    } else {
      this.isForeign = new URL(window.location.href).searchParams.has("drawing");
    }
  }

  /** The address names the drawing, which is too long for it. */
  writeAddress() {
    if (window.location.pathname !== this.path) return;
    const url = new URL(window.location.href);
    if (this.isDrawMode && this.pad.strokes.length) url.searchParams.set("drawing", this.revision);
    else url.searchParams.delete("drawing");
    if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url.href);
  }

  /** The class that conditional networks are told; null guesses. */
  choose(label) {
    this.posteriors.choice = label;
    for (const picture of this.given) picture.posterior = null;
    this.posteriorMap.forget();
    this.schedule();
    this.send("choice", label);
  }

  /** Paint in the next frame, once, however many events come before it. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const began = performance.now();
    this.main = this.isDrawMode ? this.encodeDrawing() : this.encodeGiven();
    const { main } = this;
    this.picture.paint(this.posteriorMap.peekPixels() ?? main?.posterior?.reconstruction ?? this.empty);
    if (this.isDrawMode) this.seen.paint(main?.pixels ?? this.empty);
    else this.shown.paint(main?.pixels ?? this.empty);
    const took = performance.now() - began;
    this.finder.show(main, !this.pad.isDrawing);
    this.posteriorMap.draw();
    this.showTexts();
    if (main?.posterior && this.pad.isDrawing) this.meter.count(took);
  }

  /** A drawing is prepared here, every frame; once Python has answered, its pixels count. */
  encodeDrawing() {
    const settled = this.facts.settled;
    const isSettled = settled !== null && settled.revision === this.revision && !this.pad.isDrawing;
    const pixels = isSettled ? valuesOf(settled.pixels, this.facts.shape) : this.preparation.run(this.pad.strokes);
    if (pixels === null) return null;
    return { key: this.revision, pixels, posterior: this.posteriors.of(pixels, this.pad.isDrawing) };
  }

  encodeGiven() {
    for (const picture of this.given) picture.posterior ??= this.posteriors.of(picture.pixels, false);
    return this.given[this.facts.selected] ?? null;
  }

  showTexts() {
    const { main, facts } = this;
    const posterior = main?.posterior;
    const canDraw = this.isDrawMode;
    this.find(".pad-hint").hidden = !canDraw || this.pad.strokes.length > 0;
    this.find(".undo").disabled = !this.pad.canUndo;
    this.find(".redo").disabled = !this.pad.canRedo;
    this.find(".clear").disabled = this.pad.strokes.length === 0;
    this.find(".picture-caption").textContent = this.posteriorMap.peek ? "The decoder at this place of the map" : "Reconstruction";
    this.classButtons?.forEach((button, index) => {
      const label = index === 0 ? null : index - 1;
      button.setAttribute("aria-pressed", String(label === this.posteriors.choice));
      button.classList.toggle("is-guess", this.posteriors.choice === null && posterior?.label === label && label !== null);
    });
    const empty = this.isForeign && canDraw ? `${FOREIGN} ${facts.empty}` : facts.empty;
    const { peek } = this.posteriorMap;
    this.showSentence(peek ? this.places.sentence(peek.z, this.posteriorMap.decoderLabel())
      : posterior ? this.places.sentence(posterior.mean, posterior.label) : empty);
    if (peek) this.figures.showPlace(peek.z, main ? this.posteriors.termAt(main.pixels, this.posteriorMap.peekPixels()) : null);
    else this.figures.show(posterior);
  }

  /** What is read is what is heard: spoken once it has stood for a moment. */
  showSentence(sentence) {
    const caption = this.find(".picture-caption").textContent;
    const heard = this.main?.posterior || this.posteriorMap.peek ? `${caption}. ${sentence}` : sentence;
    if (sentence !== this.sentence) this.find(".sentence").textContent = this.sentence = sentence;
    if (heard === this.heard) return;
    this.heard = heard;
    this.picture.canvas.setAttribute("aria-label", heard);
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.find(".announcement").textContent = heard, REST_BEFORE_SPEAKING);
  }

  /** The pen was lifted: tell the page. */
  release() {
    this.isForeign = false;
    this.tell(newId());
    this.render();
    keepDrawing(this.revision, this.pad.strokes);
    this.writeAddress();
  }

  /** Tell the page what is on the pad, under a name of its own. */
  tell(revision) {
    this.revision = revision;
    const { strokes } = this.pad;
    this.send("drawing", { revision, strokes, picture: strokes.length ? this.pad.picture() : null });
  }

  destroy() {
    this.abort.abort();
    clearTimeout(this.speaking);
    this.picture.destroy();
    this.pad.destroy();
    cancelAnimationFrame(this.frame);
    this.map.destroy();
  }
}

/** Whether an element takes what is typed, and undoes it itself. */
function isTyped(target) {
  return target.matches?.("input:not([type=range]), textarea, select, [contenteditable]") ?? false;
}

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

export default mounted(Stage, {
  later: { fingerprint: ({ encoder }) => encoder, take: (stage, bytes) => stage.setEncoder(bytes) },
  patience: PATIENCE,
});
