// The film of a training: latent map, decoded grid, digits and curves of one epoch at a time, live or again.

import { Curve, panelsOf } from "./curves.js";
import { Frames, placesOf } from "./frames.js";
import { Glide } from "./glide.js";
import { LatentMap } from "../explorer/map.js";
import { Legend } from "../explorer/controls.js";
import { Plane } from "../explorer/plane.js";
import { Sheet } from "./sheet.js";
import { mounted } from "../explorer/mounting.js";
import { parseSafetensors } from "../explorer/network.js";
import { readTheme, watchTheme } from "../explorer/theme.js";

const PLAY_TIME = 8_000; // milliseconds from the first frame to the last
const FASTEST_FRAME = 100;
const SLOWEST_FRAME = 500;
const REST_BEFORE_SPEAKING = 400; // milliseconds
const BIG_STEP = 5;

/** One viewer; lives from the arrival of what stands still until its element goes. */
class FilmViewer {
  constructor(root, facts, [bytes]) {
    this.root = root;
    this.index = 0;
    this.isFollowing = true;
    this.abort = new AbortController();
    const { tensors } = parseSafetensors(bytes);
    this.labels = tensors.labels.data;
    this.originals = tensors.originals?.data ?? null;
    this.originalLabels = tensors.original_labels?.data ?? [];
    this.frames = new Frames(() => this.onArrival());
    this.build(facts);
    this.update(facts);
    this.stopWatching = watchTheme(root, () => this.setTheme());
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  build(facts) {
    this.facts = facts;
    this.map = new LatentMap(this.find(".map"), {
      onMove: () => {},
      onRelease: () => {},
      onKey: (dx, dy, isBig) => this.step((dx || dy) * (isBig ? BIG_STEP : 1)),
      onHome: () => this.goTo(0),
      onView: () => this.find(".reset-view").hidden = this.map?.view.isHome ?? true,
    });
    const { map } = this;
    map.isPannedByDrag = true;
    map.cursor.hidden = true;
    map.canvas.tabIndex = 0;
    map.canvas.dataset.testid = "film-map";
    map.canvas.setAttribute("role", "application");
    map.layers = { points: true, manifold: false, prior: facts.has_prior, fog: false };
    map.points = { x: new Float32Array(0), y: new Float32Array(0), labels: this.labels, colors: facts.colors,
      hidden: new Set(), faded: null };
    map.overlay = (context, view) => this.drawGridOutline(context, view);
    const hasClasses = facts.class_names.length > 1;
    this.glide = new Glide(map, hasClasses && !facts.is_conditional);
    this.find(".legend").hidden = !hasClasses;
    this.legend = new Legend(this.find(".legend"), facts.class_names, map.points.hidden, () => map.refresh());
    this.hasPictures = this.originals !== null;
    this.root.classList.toggle("has-pictures", this.hasPictures);
    this.find(".pictures").hidden = !this.hasPictures;
    [this.grid, this.originalsSheet, this.reconstructions] = ["film-grid", "film-originals", "film-reconstructions"]
      .map((name) => new Sheet(this.find(`[data-testid=${name}]`)));
    if (this.hasPictures) this.buildPictures();
    this.curves = panelsOf(facts.history, facts.has_prior)
      .map((panel) => new Curve(this.find(".charts"), panel, (epoch) => this.scrubTo(this.frames.nearest(epoch))));
    this.listen();
  }

  buildPictures() {
    const count = this.originalLabels.length;
    this.root.style.setProperty("--digits", count);
    this.originalsSheet.show(this.originals, 1, count);
    const names = [...this.originalLabels].map((label) => this.facts.class_names[label]).join(", ");
    this.originalsSheet.canvas.setAttribute("aria-label", `Held-out pictures: ${names}`);
    this.find(".digits-caption").textContent = "Held-out pictures, and what the model makes of them";
    const { canvas } = this.grid;
    canvas.addEventListener("pointermove", (event) => this.pointAt(this.grid.tileAt(event)));
    canvas.addEventListener("pointerleave", () => this.pointAt(null));
  }

  listen() {
    const on = (selector, type, listener) => {
      this.find(selector).addEventListener(type, listener, { signal: this.abort.signal });
    };
    on(".reset-view", "click", () => this.map.resetView());
    on(".walk", "click", () => this.setPlaying(!this.playing));
    on(".live", "click", () => this.setFollowing(true));
    on(".scrubber", "input", (event) => this.scrubTo(Number(event.target.value)));
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal: this.abort.signal });
  }

  onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.tagName === "SELECT") return;
    const isButton = target.tagName === "BUTTON";
    const size = event.shiftKey ? BIG_STEP : 1;
    const step = { ArrowLeft: -size, ArrowDown: -size, ArrowRight: size, ArrowUp: size }[key];
    if (step) this.step(step);
    else if (key === "Home") this.scrubTo(0);
    else if (key === "End") this.scrubTo(this.frames.count - 1);
    else if (key === " " && !isButton) this.setPlaying(!this.playing);
    else return;
    event.preventDefault();
  }

  /** Python has run again: there may be more epochs, another plane, or word that the training has ended. */
  update(facts) {
    const text = JSON.stringify(facts);
    if (text === this.told) return;
    this.told = text;
    this.facts = facts;
    const plane = JSON.stringify([facts.mean, facts.axes]);
    if (plane !== this.planeTold) {
      this.planeTold = plane;
      this.plane = new Plane(Float64Array.from(facts.mean), Float64Array.from(facts.axes.flat()));
      this.map.isLine = this.plane.isLine;
      this.map.prior = facts.has_prior ? [0, 1].map((axis) => this.plane.along(axis, new Float64Array(this.plane.dims))) : null;
    }
    this.setBox(facts.box);
    for (const curve of this.curves) curve.setHistory(facts.history);
    const weights = facts.history.kl_weight;
    this.find(".key .warmup").hidden = this.curves.length === 1 || !(weights[0] < Math.max(...weights));
    this.find(".live").hidden = !facts.is_live;
    this.find(".map-caption").textContent = this.caption();
    this.frames.follow(facts.reels);
    this.onArrival();
  }

  caption() {
    const { latent_dim: dims, explained } = this.facts;
    const codes = `Codes of ${this.labels.length.toLocaleString("en")} held-out pictures`;
    return dims > 2 ? `${codes}: the main plane of ${dims} dimensions, ${Math.round(100 * explained)} % of the spread` : codes;
  }

  setBox(box) {
    const { view } = this.map;
    if (String(view.home) === String(box)) return;
    if (view.isHome) view.setHome(box);
    else view.home = box;
    this.map.viewChanged();
  }

  setTheme() {
    const theme = readTheme(this.root);
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    for (const sheet of [this.grid, this.originalsSheet, this.reconstructions]) sheet.setColors(theme.pictureInk, theme.picturePaper);
    for (const curve of this.curves) curve.setTheme(theme);
    this.map.setTheme(theme);
  }

  onArrival() {
    const { count } = this.frames;
    if (count === 0) return;
    const scrubber = this.find(".scrubber");
    scrubber.max = count - 1;
    // The epoch that is looked at may be one of those that are not kept when later ones come.
    this.index = this.isFollowing ? count - 1 : this.frames.nearest(this.shownEpoch);
    if (this.root.getAttribute("aria-busy") === "true") {
      this.root.setAttribute("aria-busy", "false");
      this.setTheme();
    }
    this.changed();
  }

  step(by) {
    this.scrubTo(this.index + by);
  }

  /** Go to a frame because the visitor wants to: that ends playing, and following unless it is the newest. */
  scrubTo(index) {
    this.setPlaying(false);
    this.goTo(index);
    this.isFollowing = this.index === this.frames.count - 1;
    this.changed();
    this.speak();
  }

  /** Say which epoch is shown, when no other has been asked for in a moment; what comes by itself goes unsaid. */
  speak() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.find(".announcement").textContent = this.sentence(), REST_BEFORE_SPEAKING);
  }

  goTo(index) {
    this.index = Math.max(0, Math.min(this.frames.count - 1, index));
    this.changed();
  }

  setFollowing(isFollowing) {
    this.setPlaying(false);
    this.isFollowing = isFollowing;
    if (isFollowing) this.goTo(this.frames.count - 1);
  }

  setPlaying(isPlaying) {
    if (isPlaying === Boolean(this.playing)) return;
    const button = this.find(".walk");
    button.setAttribute("aria-pressed", String(isPlaying));
    button.querySelector("span").textContent = isPlaying ? "Pause" : "Play";
    cancelAnimationFrame(this.playing);
    this.playing = null;
    if (!isPlaying) {
      this.speak();
      return;
    }
    this.isFollowing = false;
    if (this.index === this.frames.count - 1) this.goTo(0);
    let position = this.index;
    let before = null;
    const advance = (now) => {
      position += before === null ? 0 : Math.min(100, now - before) / this.frameTime();
      before = now;
      this.playing = requestAnimationFrame(advance);
      if (Math.floor(position) !== this.index) this.goTo(Math.floor(position));
      if (this.index === this.frames.count - 1) {
        this.setPlaying(false);
        this.isFollowing = true;
      }
    };
    this.playing = requestAnimationFrame(advance);
  }

  /** How long a frame stands while the film plays, in milliseconds. */
  frameTime() {
    const time = Math.max(FASTEST_FRAME, Math.min(SLOWEST_FRAME, PLAY_TIME / this.frames.count));
    return time / Number(this.find(".speed select").value);
  }

  changed() {
    this.isStale = true;
    this.frame ??= requestAnimationFrame((now) => this.render(now));
  }

  /** Paint everything that has changed, all panels in one frame of the screen. */
  render(now) {
    this.frame = null;
    const { map } = this;
    if (this.isStale) {
      this.isStale = false;
      this.showFrame(now);
    }
    if (this.glide.step(now)) this.frame = requestAnimationFrame((next) => this.render(next));
    map.refreshPart("dots");
    map.refreshPart("above");
    cancelAnimationFrame(map.frame);
    map.draw();
  }

  showFrame(now) {
    const frame = this.frames.at(this.index);
    const places = placesOf(frame, this.plane, this.labels, this.facts.class_names);
    if (places !== this.glide.target) {
      this.glide.to(places, now, ...(this.playing ? [this.frameTime(), true] : []));
    }
    if (frame.epoch !== this.shownEpoch && this.hasPictures) this.showPictures(frame);
    this.shownEpoch = frame.epoch;
    for (const curve of this.curves) curve.mark(frame.epoch);
    const scrubber = this.find(".scrubber");
    scrubber.value = this.index;
    scrubber.style.setProperty("--share", this.frames.count > 1 ? this.index / (this.frames.count - 1) : 1);
    scrubber.setAttribute("aria-valuetext", this.sentence());
    this.find(".epoch").textContent = `Epoch ${frame.epoch} of ${this.facts.num_epochs}`;
    this.find(".live").setAttribute("aria-pressed", String(this.isFollowing && !this.playing));
    this.map.canvas.setAttribute("aria-label", `Latent map at epoch ${frame.epoch}. Arrow keys go from epoch to epoch, `
      + "Home and End to the first and last, space plays; plus and minus zoom.");
  }

  showPictures(frame) {
    const [rows, columns] = frame.gridShape;
    this.root.style.setProperty("--columns", columns);
    this.grid.show(frame.grid, rows, columns);
    this.grid.canvas.setAttribute("aria-label", `Decoded pictures at epoch ${frame.epoch}: ${this.gridText(frame)}`);
    this.find(".grid-caption").textContent = this.gridText(frame);
    this.reconstructions.show(frame.reconstructions, 1, this.originalLabels.length);
    this.reconstructions.canvas.setAttribute("aria-label", `Their reconstructions at epoch ${frame.epoch}`);
  }

  /** What the grid goes along. */
  gridText({ dimensions, xs, ys }) {
    const name = (i) => `z${dimensions[i] + 1}`;
    const range = (values) => {
      const [from, to] = [values[0], values.at(-1)].sort((a, b) => a - b);
      return `${format(from)} to ${format(to)}`;
    };
    if (this.facts.is_conditional) return `Decoded: every class across, ${name(0)} up from ${range(ys)}`;
    if (dimensions.length === 1) return `Decoded: ${name(0)} from ${range(ys)}, row by row`;
    const others = this.plane.dims > 2 ? ", the others 0" : "";
    return `Decoded: ${name(0)} across and ${name(1)} up, ${range(xs)}${others}`;
  }

  /** Show on the map where a picture of the grid was decoded. */
  pointAt(tile) {
    const { map } = this;
    map.cursor.hidden = tile === null;
    if (tile === null) return;
    const [row, column] = tile;
    const { dimensions, xs, ys } = this.frames.at(this.index);
    const z = new Float64Array(this.plane.dims);
    if (this.facts.is_conditional) z[dimensions[0]] = ys[row];
    else if (dimensions.length === 1) z[dimensions[0]] = ys[row * xs.length + column];
    else [z[dimensions[0]], z[dimensions[1]]] = [xs[column], ys[row]];
    map.setCursor(this.plane.along(0, z), this.plane.isLine ? 0 : this.plane.along(1, z));
  }

  /** The part of the map that the grid covers, where both lie in the same plane. */
  drawGridOutline(context, view) {
    const frame = this.frames.at(this.index);
    if (!frame?.grid || this.plane.dims !== 2 || this.facts.is_conditional) return;
    const half = (values) => Math.abs(values[1] - values[0]) / 2;
    const [left, right] = [frame.xs[0] - half(frame.xs), frame.xs.at(-1) + half(frame.xs)].map((x) => view.toScreenX(x));
    const [top, bottom] = [frame.ys[0] + half(frame.ys), frame.ys.at(-1) - half(frame.ys)].map((y) => view.toScreenY(y));
    context.strokeStyle = this.map.theme.accent;
    context.lineWidth = 1.5;
    context.strokeRect(left, top, right - left, bottom - top);
  }

  sentence() {
    const { history, num_epochs: numEpochs } = this.facts;
    const { epoch } = this.frames.at(this.index);
    const at = history.epoch.indexOf(epoch);
    const text = `Epoch ${epoch} of ${numEpochs}`;
    if (at < 0) return text;
    const [reconstruction, kl] = [history.val_reconstruction[at], history.val_kl[at]];
    if (this.curves.length === 1) return `${text}: reconstruction ${reconstruction.toFixed(1)} nats held out`;
    return `${text}: −ELBO ${(reconstruction + kl).toFixed(1)} nats held out, reconstruction ${reconstruction.toFixed(1)}, KL ${kl.toFixed(1)}`;
  }

  destroy() {
    cancelAnimationFrame(this.playing);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.speaking);
    this.abort.abort();
    this.stopWatching();
    this.frames.destroy();
    for (const curve of this.curves) curve.observer.disconnect();
    this.map.destroy();
  }
}

function format(value) {
  return String(Number(value.toFixed(2))).replace("-", "−");
}

export default mounted(FilmViewer, {
  fingerprints: ({ rest }) => [rest],
  missing: "The film has not arrived. Reload the page to try again.",
  damaged: (reason) => `This film cannot be shown: it is damaged (${reason}). Choose another run.`,
});
