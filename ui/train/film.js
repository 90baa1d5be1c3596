// The film of a training: latent map, decoded grid, digits and curves of one epoch at a time, live or again.

import { untilBeat } from "./beat.js";
import { Curve, panelsOf } from "./curves.js";
import { FilmPictures } from "./film_pictures.js";
import { Frames, placesOf } from "./frames.js";
import { Glide } from "./glide.js";
import { LatentMap } from "../live/map.js";
import { Legend } from "../live/controls.js";
import { Plane } from "../live/plane.js";
import { Playback } from "./playback.js";
import { write } from "../live/element.js";
import { mounted } from "../live/mounting.js";
import { parseSafetensors } from "../live/network.js";
import { saidOf, sayAllOf } from "../live/wording.js";

/** @import { FilmFacts } from "../contract.js" */

const REST_BEFORE_SPEAKING = 400; // milliseconds
const FEW_CORES = 4;
const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/** One viewer; lives from the arrival of what stands still until its element goes. */
export class FilmViewer {
  /**
   * @param {any} root
   * @param {FilmFacts} facts
   * @param {Uint8Array[]} bundles of what stands still
   */
  constructor(root, facts, [bytes]) {
    this.root = root;
    this.abort = new AbortController();
    const { tensors } = parseSafetensors(bytes);
    this.labels = tensors.labels.data;
    this.shape = tensors.prior ? { raster: tensors.prior.data, extent: facts.shape_extent, picture: null } : null;
    this.frames = new Frames(() => this.onArrival(), () => (this.isSparing && !this.isEmpty ? untilBeat() : 0));
    this.playback = new Playback(root, this.frames, {
      onChange: () => this.changed(),
      onStand: () => this.speak(),
      timed: (milliseconds) => (this.isSparing ? untilBeat(milliseconds) : milliseconds),
    });
    this.build(facts, tensors.original_labels && { pixels: tensors.originals?.data, labels: tensors.original_labels.data });
  }

  /** Whether the first reel is still to come. */
  get isEmpty() {
    return this.frames.count === 0;
  }

  appear() {
    this.update(this.facts);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** What is shown of the epoch that the playback is at. */
  get frame() {
    return this.frames.at(this.playback.index);
  }

  /**
   * @param {FilmFacts} facts
   * @param {?{pixels: Uint8Array, labels: Uint8Array}} digits the held-out pictures
   */
  build(facts, digits) {
    this.facts = facts;
    sayAllOf(facts, this.root);
    this.map = new LatentMap(this.find(".map"), {
      onMove: () => {},
      onRelease: () => {},
      onKey: (dx, dy, isBig) => this.playback.step(dx || dy, isBig),
      onHome: () => this.playback.goTo(0),
      onView: () => this.find(".reset-view").hidden = this.map?.view.isHome ?? true,
    });
    const { map } = this;
    map.isPannedByDrag = true;
    map.cursor.hidden = true;
    map.canvas.tabIndex = 0;
    map.canvas.dataset.testid = "film-map";
    map.canvas.setAttribute("role", "application");
    map.layers = { points: true, manifold: false, prior: false, fog: false };
    map.shape = this.shape;
    map.points = { x: new Float32Array(0), y: new Float32Array(0), labels: this.labels, colors: facts.colors,
      names: facts.class_names, hidden: new Set(), faded: null, lit: null };
    map.overlay = (context, view) => this.drawGridOutline(context, view);
    const hasClasses = facts.class_names.length > 1;
    this.glide = new Glide(map, hasClasses && !facts.is_conditional);
    this.find(".legend").hidden = !hasClasses;
    this.legend = new Legend(this.find(".legend"), facts.class_names, map.points, () => map.refresh());
    this.root.classList.toggle("has-pictures", Boolean(digits));
    this.find(".pictures").hidden = !digits;
    if (digits) this.pictures = new FilmPictures(this.root, facts, digits, (tile) => this.pointAt(tile));
    this.curves = panelsOf(facts.has_kl, facts.terms)
      .map((panel) => new Curve(this.find(".charts"), panel, (epoch) => this.playback.scrubTo(this.frames.nearest(epoch))));
    this.find(".reset-view").addEventListener("click", () => map.resetView(), { signal: this.abort.signal });
  }

  /**
   * Python has run again: there may be more epochs, another plane, or word that the training has ended.
   * @param {FilmFacts} facts
   */
  update(facts) {
    const text = JSON.stringify(facts);
    if (text === this.told) return;
    this.told = text;
    this.news = facts;
    if (this.isEmpty) this.takeNews();
    this.frames.follow(facts.reels);
  }

  /** Facts count from when the frames that they tell of are there, so that one look is drawn once. */
  takeNews() {
    const facts = this.news;
    this.news = null;
    this.facts = facts;
    const plane = JSON.stringify([facts.mean, facts.axes]);
    if (plane !== this.planeTold) {
      this.planeTold = plane;
      this.plane = new Plane(Float64Array.from(facts.mean), Float64Array.from(facts.axes.flat()));
      this.map.isLine = this.plane.isLine;
      this.map.prior = facts.has_prior ? [0, 1].map((axis) => this.plane.along(axis, new Float64Array(this.plane.dims))) : null;
    }
    this.clouds = facts.clouds.length ? facts.clouds : null;
    this.map.layers.prior = facts.has_prior || this.shape !== null || this.clouds !== null;
    this.setBox(facts.box);
    for (const curve of this.curves) curve.setHistory(facts);
    const weights = facts.history.kl_weight;
    this.find(".key .warmup").hidden = !facts.has_kl || !(weights[0] < Math.max(...weights));
    const level = facts.terms.find((term) => term.level !== null);
    this.find(".key .level").hidden = !level;
    write(this.find(".key .level"), level ? `where ${level.level_name}` : "");
    this.find(".live").hidden = !facts.is_live;
  }

  caption() {
    const { latent_dim: dims, explained, inside, level } = this.facts;
    const codes = `Codes of ${this.labels.length.toLocaleString("en")} ${saidOf(this.facts, "held-out pictures")}`;
    if (this.frame.inside !== null) return `${codes}, ${Math.round(100 * this.frame.inside)}% of them ${inside}`;
    if (level) return `${codes}: ${level}, ${Math.round(100 * explained)}% of the spread of all levels`;
    const clouds = this.map.clouds ? "; grey: the clouds that they are pulled to" : "";
    return dims > 2 ? `${codes}: the main plane of ${dims} dimensions, ${Math.round(100 * explained)}% of the spread${clouds}` : `${codes}${clouds}`;
  }

  setBox(box) {
    const { view } = this.map;
    if (String(view.home) === String(box)) return;
    if (view.isHome) view.setHome(box);
    else view.home = box;
    this.map.viewChanged();
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    this.pictures?.setColors(theme.pictureInk, theme.picturePaper);
    for (const curve of this.curves) curve.setTheme(theme);
    this.map.setTheme(theme);
  }

  onArrival() {
    if (this.news) this.takeNews();
    if (this.isEmpty) return;
    this.playback.arrive(this.shownEpoch, 1_000 * (this.facts.pace ?? 0));
    this.root.setAttribute("aria-busy", "false");
    this.changed();
  }

  /** Say which epoch is shown, when no other has been asked for in a moment; what comes by itself goes unsaid. */
  speak() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.find(".announcement").textContent = this.sentence(), REST_BEFORE_SPEAKING);
  }

  changed() {
    this.isStale = true;
    this.painting ??= requestAnimationFrame((now) => this.render(now));
  }

  /**
   * Whether the training that is watched needs the few cores that paint: then codes jump, which is painted once, and do so
   * at a beat.
   */
  get isSparing() {
    return this.facts.is_live && navigator.hardwareConcurrency <= FEW_CORES && THIS_MACHINE.includes(location.hostname);
  }

  /** Paint everything that has changed, all panels in one frame of the screen. */
  render(now) {
    this.painting = null;
    const { map } = this;
    if (this.isStale) {
      this.isStale = false;
      this.showFrame(now);
    }
    if (!this.isMoving) return;
    this.isMoving = this.glide.step(now);
    if (this.isMoving) this.painting = requestAnimationFrame((next) => this.render(next));
    map.drawNow("dots", "above");
  }

  showFrame(now) {
    const { frame, playback } = this;
    const places = placesOf(frame, this.plane, this.labels, this.facts.class_names);
    if (places !== this.glide.target) {
      this.isMoving = true;
      if (playback.isPlaying) this.glide.to(places, now, playback.frameTime, true);
      else this.glide.to(places, now, this.isSparing ? 0 : undefined);
    }
    this.showClouds(frame.epoch);
    if (frame.epoch !== this.shownEpoch) this.pictures?.show(frame);
    this.shownEpoch = frame.epoch;
    for (const curve of this.curves) curve.mark(frame.epoch);
    const scrubber = this.find(".scrubber");
    scrubber.value = playback.index;
    scrubber.style.setProperty("--share", playback.last > 0 ? playback.index / playback.last : 1);
    scrubber.setAttribute("aria-valuetext", this.sentence());
    write(this.find(".map-caption"), this.caption());
    write(this.find(".epoch"), `Epoch ${frame.epoch} of ${this.facts.num_epochs}`);
    this.find(".live").setAttribute("aria-pressed", String(playback.isFollowing && !playback.isPlaying));
    this.map.canvas.setAttribute("aria-label", `Latent map at epoch ${frame.epoch}. Arrow keys go from epoch to epoch, `
      + "Home and End to the first and last, space plays; plus and minus zoom.");
  }

  /**
   * Clouds that codes are pulled to are known as the newest epoch left them: they are shown with it, and while the film
   * follows its training, where it is a look behind at most.
   */
  showClouds(epoch) {
    const { facts, playback } = this;
    const isNewest = epoch === facts.reels.at(-1).epochs.at(-1) || (facts.is_live && playback.isFollowing && !playback.isPlaying);
    const shown = isNewest ? this.clouds : null;
    if (shown === this.map.clouds) return;
    this.map.clouds = shown;
    this.map.refreshPart("below");
  }

  /** Show on the map where a picture of the grid was decoded. */
  pointAt(tile) {
    const { map } = this;
    map.cursor.hidden = tile === null || !this.frame || !this.pictures.hasCodes;
    if (map.cursor.hidden) return;
    const z = this.pictures.codeAt(tile, this.frame, new Float64Array(this.plane.dims));
    map.setCursor(this.plane.along(0, z), this.plane.isLine ? 0 : this.plane.along(1, z));
  }

  /** The part of the map that the grid covers, where both lie in the same plane. */
  drawGridOutline(context, view) {
    const { frame } = this;
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
    const { epoch } = this.frame;
    const at = history.epoch.indexOf(epoch);
    const text = `Epoch ${epoch} of ${numEpochs}`;
    if (at < 0) return text;
    const [reconstruction, kl] = [history.val_reconstruction[at], history.val_kl[at]];
    if (!this.facts.has_kl) {
      const others = this.facts.terms.map(({ name, held_out: values }) => `, ${name} ${values[at].toFixed(3)}`);
      return `${text}: reconstruction ${reconstruction.toFixed(1)} nats held out${others.join("")}`;
    }
    return `${text}: −ELBO ${(reconstruction + kl).toFixed(1)} nats held out, reconstruction ${reconstruction.toFixed(1)}, KL ${kl.toFixed(1)}`;
  }

  destroy() {
    this.playback.destroy();
    cancelAnimationFrame(this.painting);
    clearTimeout(this.speaking);
    this.abort.abort();
    this.frames.destroy();
    for (const curve of this.curves) curve.observer.disconnect();
    this.map.destroy();
  }
}

export default mounted(FilmViewer, {
  fingerprints: ({ rest }) => [rest],
  missing: "The film is a long time coming. It appears here once it has come; if it never does, reload the page.",
  damaged: (reason) => `This film cannot be shown: it is damaged (${reason}). Choose another run.`,
});
