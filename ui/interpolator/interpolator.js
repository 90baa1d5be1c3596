// Interpolate: two ends on the map, the straight line, the arc and the cross-fade between them, all live.

import { Network, parseSafetensors } from "../explorer/network.js";
import { ClassButtons } from "../explorer/controls.js";
import { LatentMap } from "../explorer/map.js";
import { Picture, SIDE } from "../explorer/picture.js";
import { Places } from "../explorer/places.js";
import { Plane, rounded } from "../explorer/plane.js";
import { awaitBundle } from "../explorer/bundles.js";
import { copyLink, saveCanvas } from "../explorer/share.js";
import { buildMapControls, fillMap } from "../explorer/run_map.js";
import { element } from "../explorer/sliders.js";
import { readTheme, rgba, watchTheme } from "../explorer/theme.js";
import { samplePrior } from "../explorer/prior.js";
import { Strip } from "./strip.js";
import { lerpCode, slerpCode } from "./paths.js";

const PATIENCE = 20_000; // milliseconds
const BUDGET = 10; // milliseconds of decoding a frame; what is left over is decoded in the next
const REST = 120; // milliseconds
const SPEAK_EVERY = 250; // milliseconds
const PLAY_SECONDS = 4; // from A to B
const MAP_POINTS = 49;
const SENTENCE_POINTS = 33;
const PATHS = { linear: lerpCode, spherical: slerpCode };

/** One live page; lives from the arrival of the decoder's bundle until its element goes. */
class Interpolator {
  constructor(root, facts, bytes, send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    const { metadata, tensors } = parseSafetensors(bytes);
    this.tensors = tensors;
    this.network = new Network(metadata, tensors);
    this.plane = new Plane(tensors["map.mean"].data, tensors["map.axes"].data);
    this.places = new Places(tensors["map.codes"].data, tensors["map.labels"].data, facts);
    this.input = new Float32Array(this.plane.dims);
    this.code = new Float64Array(this.plane.dims);
    this.faded = new Float32Array(this.network.outputSize);
    this.active = 0; // the end that arrow keys move
    this.path = "spherical"; // the one that the large picture shows
    this.t = 0.5;
    this.spokenAt = 0;
    this.abort = new AbortController();
    this.takeStart();
    this.build();
    this.setFrames(this.frames);
    this.stopWatching = watchTheme(root, () => this.setTheme());
    this.setTheme();
    this.changed();
    this.finish();
    root.setAttribute("aria-busy", "false");
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  takeStart() {
    const { start, z_limit: limit } = this.facts;
    this.start = JSON.stringify(start);
    this.ends = [start.z, start.to].map((z) => rounded(Float64Array.from(z), limit));
    this.frames = start.frames;
    this.label = this.network.numClasses ? start.label : null;
  }

  build() {
    const { facts } = this;
    this.find(".subtitle").textContent = facts.subtitle;
    this.picture = new Picture(this.find(".picture canvas"));
    this.strips = Object.fromEntries([...this.root.querySelectorAll(".strip[data-path]")].map((row) => {
      const { path } = row.dataset;
      row.querySelector(".strip-name").addEventListener("click", () => this.setPath(path));
      return [path, new Strip(row.querySelector(".film"), (t) => {
        this.setPlaying(false);
        this.setPath(path);
        this.goTo(t);
      })];
    }));
    this.buildMap();
    this.legend = buildMapControls(this.root, this.map, facts);
    this.buildEnds();
    if (this.label !== null) {
      this.classButtons = new ClassButtons(this.find(".classes"), facts.class_names, (label) => this.setLabel(label));
    }
    this.listen();
  }

  buildMap() {
    const { facts } = this;
    const map = new LatentMap(this.find(".map"), {
      onGrab: () => this.grabbed = { ends: this.ends.map((z) => z.slice()), isFresh: true },
      onMove: (x, y) => this.dragTo(x, y),
      onRelease: () => this.finish(),
      onCancel: () => {
        this.grabbed.ends.forEach((z, end) => this.ends[end].set(z));
        this.changed();
      },
      onKey: (dx, dy, isFine) => {
        const step = isFine ? 0.01 : 0.1;
        const [x, y] = this.placeOf(this.ends[this.active]);
        this.moveEnd(x + dx * step, y + dy * step);
        this.finish();
      },
      onHome: () => map.resetView(),
      onView: () => {
        this.find(".reset-view").hidden = this.map?.view.isHome ?? true;
        if (this.map) this.placeHandles();
      },
    });
    fillMap(map, this, {
      description: "Map of latent space with the ends A and B and both paths. Arrow keys move the "
      + "chosen end, with shift in finer steps; A and B choose it; plus and minus zoom; Home shows all.",
      faded: this.label,
      isNamed: this.label === null,
      decodeTile: (x, y) => this.decodeTile(x, y),
    });
    map.layers.manifold = false;
    map.overlay = (context, view) => this.drawPaths(context, view);
    this.handles = ["A", "B"].map((letter) => {
      const handle = element("div", { className: "handle" });
      handle.setAttribute("aria-hidden", "true");
      handle.append(element("span", { textContent: letter }));
      map.container.append(handle);
      return handle;
    });
    this.map = map;
    map.view.setHome(facts.home_box);
  }

  buildEnds() {
    const names = this.facts.class_names;
    this.rows = [...this.root.querySelectorAll(".end")];
    this.rows.forEach((row, end) => {
      const select = row.querySelector("select");
      select.hidden = this.label !== null;
      select.replaceChildren(element("option", { value: "", textContent: "Own place" }),
        ...names.flatMap((name, label) => (this.facts.representatives[label] ? [element("option", { value: String(label), textContent: name })] : [])));
      select.addEventListener("change", () => select.value && this.setEnd(end, this.facts.representatives[select.value]));
      row.querySelector(".letter").addEventListener("click", () => this.activate(end));
      const random = row.querySelector(".end-random");
      random.title = this.facts.has_prior ? "A code drawn from the prior" : "The code of some test picture";
      random.setAttribute("aria-label", `Random ${"AB"[end]}`);
      random.addEventListener("click", () => this.setEnd(end, this.randomCode()));
    });
  }

  listen() {
    const on = (selector, type, listener) => {
      this.find(selector).addEventListener(type, listener, { signal: this.abort.signal });
    };
    on(".reset-view", "click", () => this.map.resetView());
    on(".swap", "click", () => {
      this.ends.reverse();
      this.active = 1 - this.active;
      this.changed();
      this.finish();
    });
    on(".shuffle", "click", () => this.shuffle());
    on(".walk", "click", () => this.setPlaying(!this.playing));
    on(".scrubber", "input", (event) => {
      this.setPlaying(false);
      this.goTo(Number(event.target.value));
    });
    on(".scrubber", "change", () => this.announce());
    on(".frame-count", "input", (event) => {
      this.setFrames(Number(event.target.value));
      this.changed();
    });
    on(".frame-count", "change", () => this.finish());
    on(".save-strips", "click", () => saveCanvas(this.sheet(), `${this.facts.run}-strips.png`));
    on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
    this.map.canvas.addEventListener("keydown", (event) => {
      const end = ["a", "b"].indexOf(event.key.toLowerCase());
      if (end >= 0 && !event.ctrlKey && !event.metaKey) this.activate(end);
    });
  }

  setTheme() {
    const theme = readTheme(this.root);
    this.root.dataset.theme = theme.dark ? "dark" : "light";
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    for (const shown of [this.picture, ...Object.values(this.strips)]) shown.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
    this.map.requestTiles();
    this.schedule();
  }

  placeOf(z) {
    return [this.plane.along(0, z), this.plane.isLine ? 0 : this.plane.along(1, z)];
  }

  /** A drag takes the end that is nearer to where it begins. */
  dragTo(x, y) {
    if (this.grabbed.isFresh) {
      const [a, b] = this.ends.map((z) => {
        const [endX, endY] = this.placeOf(z);
        return Math.hypot(endX - x, this.plane.isLine ? 0 : endY - y);
      });
      this.activate(a <= b ? 0 : 1);
      this.grabbed.isFresh = false;
    }
    this.moveEnd(x, y);
  }

  moveEnd(x, y) {
    const z = this.ends[this.active];
    rounded(this.plane.moved(z, x, this.plane.isLine ? 0 : y, z), this.facts.z_limit);
    this.changed();
  }

  setEnd(end, z) {
    this.ends[end] = rounded(Float64Array.from(z), this.facts.z_limit);
    this.activate(end);
    this.changed();
    this.finish();
  }

  activate(end) {
    this.active = end;
    this.showEnds();
  }

  /** Two classes where classes have places of their own, two draws from the prior where the class is told. */
  shuffle() {
    const known = this.label === null ? this.facts.representatives.filter(Boolean) : [];
    const first = Math.floor(Math.random() * known.length);
    const second = (first + 1 + Math.floor(Math.random() * (known.length - 1))) % known.length;
    const codes = known.length > 1 ? [known[first], known[second]] : [this.randomCode(), this.randomCode()];
    this.ends = codes.map((z) => rounded(Float64Array.from(z), this.facts.z_limit));
    this.changed();
    this.finish();
  }

  /** From the prior; a plain autoencoder has none, there it is the code of some held-out picture. */
  randomCode() {
    const { dims } = this.plane;
    if (this.facts.has_prior) return samplePrior(dims);
    const index = Math.floor(Math.random() * this.places.labels.length);
    return this.places.codes.subarray(index * dims, (index + 1) * dims);
  }

  setLabel(label) {
    this.label = label;
    this.map.points.faded = label;
    this.map.manifold.clear();
    this.map.refresh();
    this.map.requestTiles();
    this.changed();
    this.finish();
  }

  setPath(path) {
    this.path = path;
    for (const row of this.root.querySelectorAll(".strip[data-path]")) {
      row.querySelector(".strip-name").setAttribute("aria-pressed", String(row.dataset.path === path));
    }
    this.map.refreshPart("above");
    this.schedule();
  }

  setFrames(count) {
    this.frames = count;
    this.find(".strips").style.setProperty("--frames", count);
    const input = this.find(".frame-count");
    input.value = count;
    input.style.setProperty("--share", (count - 3) / 61);
    this.find(".frames output").textContent = count;
    for (const film of this.root.querySelectorAll(".film")) film.classList.toggle("is-small", count > 32);
    for (const strip of Object.values(this.strips)) strip.setCount(count);
  }

  goTo(t) {
    this.t = t;
    this.schedule();
  }

  setPlaying(isPlaying) {
    if (isPlaying === Boolean(this.playing)) return;
    const button = this.find(".walk");
    button.setAttribute("aria-pressed", String(isPlaying));
    button.querySelector("span").textContent = isPlaying ? "Pause" : "Play";
    cancelAnimationFrame(this.playing);
    this.playing = null;
    if (!isPlaying) {
      this.announce();
      return;
    }
    let before = null;
    let direction = this.t >= 1 ? -1 : 1;
    const step = (now) => {
      const seconds = before === null ? 0 : Math.min(0.1, (now - before) / 1000);
      before = now;
      const t = this.t + (direction * seconds) / PLAY_SECONDS;
      if (t <= 0 || t >= 1) direction = t <= 0 ? 1 : -1;
      this.playing = requestAnimationFrame(step);
      this.t = Math.max(0, Math.min(1, t));
      this.render();
    };
    this.playing = requestAnimationFrame(step);
  }

  /** The ends, the class or the number of pictures are new: everything is to be decoded again. */
  changed() {
    this.stale = 2 * this.frames;
    this.next = (this.next ?? 0) % this.stale;
    this.isNew = true;
    this.showEnds();
    this.map.refreshPart("above");
    this.schedule();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  decode(z) {
    this.input.set(z);
    return this.network.forward(this.input, this.label);
  }

  codeAt(path, t) {
    return PATHS[path](this.ends[0], this.ends[1], t, this.code);
  }

  decodeTile(x, y) {
    this.plane.moved(this.ends[0], x, this.plane.isLine ? 0 : y, this.code);
    return this.decode(this.code);
  }

  render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const began = performance.now();
    if (this.isNew) this.decodeEnds();
    this.showPlace();
    // Where the last frame ran out of time this one goes on, so that a long drag reaches every picture.
    while (this.stale > 0 && performance.now() - began < BUDGET) {
      const path = this.next < this.frames ? "linear" : "spherical";
      const index = this.next % this.frames;
      this.strips[path].put(index, this.decode(this.codeAt(path, index / (this.frames - 1))));
      this.next = (this.next + 1) % (2 * this.frames);
      this.stale--;
    }
    if (this.stale > 0) this.schedule();
    else if (began - this.spokenAt > SPEAK_EVERY) this.speak(began);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  decodeEnds() {
    this.isNew = false;
    this.isUnsaid = this.isUnheard = true;
    this.endPictures = this.ends.map((z) => this.decode(z).slice());
    for (let index = 0; index < this.frames; index++) this.strips.fade.put(index, this.fade(index / (this.frames - 1)));
  }

  fade(t) {
    return lerpCode(this.endPictures[0], this.endPictures[1], t, this.faded);
  }

  /** The large picture, the map's cursor, the markers and the scrubber stand at the same place. */
  showPlace() {
    const { t, path, map } = this;
    const isFade = path === "fade";
    const code = isFade ? null : this.codeAt(path, t);
    this.picture.paint(isFade ? this.fade(t) : this.decode(code));
    map.cursor.hidden = isFade;
    if (!isFade) map.setCursor(...this.placeOf(code));
    for (const strip of Object.values(this.strips)) strip.mark(t);
    const scrubber = this.find(".scrubber");
    scrubber.value = t;
    scrubber.style.setProperty("--share", t);
    scrubber.setAttribute("aria-valuetext", `${Math.round(100 * t)} % of the way from A to B`);
  }

  showEnds() {
    this.rows.forEach((row, end) => {
      row.querySelector(".letter").setAttribute("aria-pressed", String(end === this.active));
      this.handles[end].classList.toggle("is-active", end === this.active);
      const label = this.facts.representatives.findIndex((z) => z?.every((value, k) => value === this.ends[end][k]));
      row.querySelector("select").value = label < 0 ? "" : String(label);
    });
    this.classButtons?.show(this.label);
    this.placeHandles();
  }

  placeHandles() {
    const { view } = this.map;
    this.ends.forEach((z, end) => {
      const [x, y] = this.placeOf(z);
      const screenY = this.plane.isLine ? view.height / 2 : view.toScreenY(y);
      this.handles[end].style.transform = `translate(${view.toScreenX(x).toFixed(1)}px, ${screenY.toFixed(1)}px)`;
    });
  }

  drawPaths(context, view) {
    const { theme } = this.map;
    for (const path of Object.keys(PATHS)) {
      const places = Array.from({ length: MAP_POINTS }, (_, i) => this.placeOf(this.codeAt(path, i / (MAP_POINTS - 1))));
      const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
      if (this.plane.isLine) ys.fill(view.centerY);
      const isShown = path === this.path;
      context.save();
      context.setLineDash(path === "linear" ? [8, 5] : []);
      context.lineCap = "round";
      tracePath(context, view, xs, ys, 6, rgba(theme.paper, 0.85));
      tracePath(context, view, xs, ys, 2.5, isShown ? theme.accent : rgba(theme.ink, 0.9));
      context.restore();
    }
  }

  /** The paths have stood still for a moment: say what they show to those who listen, too. */
  rest() {
    this.speak();
    if (!this.isUnheard || this.stale > 0) return;
    this.isUnheard = false;
    this.announce();
  }

  /** Write what the paths show; more than some times a second nobody reads. */
  speak(now = performance.now()) {
    if (!this.isUnsaid || this.stale > 0) return;
    this.isUnsaid = false;
    this.spokenAt = now;
    for (const [path, strip] of Object.entries(this.strips)) {
      this.find(`[data-path="${path}"] small`).textContent = `largest step ${(100 * strip.largestStep()).toFixed(1)} %`;
      strip.canvas.setAttribute("aria-label", `${this.frames} pictures from A to B: ${LABELS[path]}`);
    }
    this.find(".sentence").textContent = this.sentence();
  }

  sentence() {
    const [straight, arc] = ["linear", "spherical"].map((path) => this.shareUnseen(path));
    const noun = this.label === null ? `test ${this.facts.noun}` : this.places.ofClass(this.label);
    const unseen = straight === 0 && arc === 0 ? `Both paths stay where ${noun}s were seen.`
      : `${percent(straight)} of the straight line and ${percent(arc)} of the arc lie where no ${noun} was seen.`;
    return `${unseen} Every picture on both was decoded from a code; the cross-fade only overlays the two ends.`;
  }

  /** The share of a path that is far from every held-out code, by the fog's own measure of far. */
  shareUnseen(path) {
    let count = 0;
    for (let i = 0; i < SENTENCE_POINTS; i++) {
      const found = this.places.nearest(this.codeAt(path, i / (SENTENCE_POINTS - 1)), this.label);
      if (found.count === 0 || found.distance > this.facts.near_distance) count++;
    }
    return count / SENTENCE_POINTS;
  }

  announce() {
    const text = `${LABELS[this.path]}, ${Math.round(100 * this.t)} % of the way from A to B`;
    this.picture.canvas.setAttribute("aria-label", `Picture on the path: ${text}`);
    this.find(".announcement").textContent = `${text}. ${this.find(".sentence").textContent}`;
  }

  /** A choice was made: tell the page and the address bar. */
  finish() {
    const ends = { z: Array.from(this.ends[0]), to: Array.from(this.ends[1]), frames: this.frames, label: this.label };
    const sent = JSON.stringify(ends);
    if (sent === this.sent) return;
    const isFirst = this.sent === undefined;
    this.sent = sent;
    if (isFirst) return;
    if (this.plane.dims > 2) {
      // The tiles lie in the plane through A.
      this.map.manifold.clear();
      this.map.requestTiles();
    }
    window.history.replaceState(window.history.state, "", this.link());
    this.send("ends", ends);
  }

  link() {
    const url = new URL(window.location.href);
    const query = { run: this.facts.run, z: this.ends[0].join(","), to: this.ends[1].join(","), frames: this.frames };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    url.searchParams.delete("label");
    if (this.label !== null) url.searchParams.set("label", this.label);
    return url.href;
  }

  /** The three strips below one another, four pixels a pixel. */
  sheet() {
    const canvas = element("canvas", { width: this.frames * SIDE * 4, height: 3 * SIDE * 4 + 16 });
    const context = canvas.getContext("2d");
    context.fillStyle = rgba(this.map.theme.paper, 1);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    Object.values(this.strips).forEach((strip, row) => context.drawImage(strip.canvas, 0, row * (SIDE * 4 + 8), canvas.width, SIDE * 4));
    return canvas;
  }

  /** Python has run again: go where it says, unless that is where it was told to start. */
  update(facts) {
    if (JSON.stringify(facts.start) === this.start) return;
    this.facts = { ...this.facts, start: facts.start };
    this.takeStart();
    this.sent = JSON.stringify(facts.start);
    this.map.points.faded = this.label;
    this.setFrames(this.frames);
    this.map.refresh();
    this.changed();
  }

  destroy() {
    cancelAnimationFrame(this.playing);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.abort.abort();
    this.stopWatching();
    this.map.destroy();
  }
}

const LABELS = { linear: "straight line", spherical: "arc around the origin", fade: "cross-fade of the end pictures" };
const interpolators = new WeakMap();

function tracePath(context, view, xs, ys, width, color) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  xs.forEach((x, i) => context.lineTo(view.toScreenX(x), view.toScreenY(ys[i])));
  context.stroke();
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/** Streamlit calls this at mount and whenever the data changes; what it returns runs at unmount. */
export default function ({ parentElement, data: [data], setStateValue }) {
  const root = parentElement.querySelector(".explorer");
  let live = interpolators.get(parentElement);
  if (!live) {
    live = { page: null, data };
    interpolators.set(parentElement, live);
    const fail = (message) => {
      const problem = root.querySelector(".problem");
      problem.textContent = message;
      problem.hidden = false;
      root.classList.add("has-problem");
      root.setAttribute("aria-busy", "false");
    };
    const timer = setTimeout(() => fail("The network has not arrived. Reload the page to try again."), PATIENCE);
    const stop = awaitBundle(data.fingerprint, (bytes) => {
      clearTimeout(timer);
      try {
        live.page = new Interpolator(root, live.data, bytes, (name, value) => live.send(name, value));
      } catch (error) {
        console.error(error);
        fail(`This run cannot be shown: its network file is damaged (${error.message}). Choose another run.`);
      }
    });
    live.cancel = () => {
      clearTimeout(timer);
      stop();
    };
  }
  live.send = setStateValue;
  live.data = data;
  live.page?.update(data);
  return () => {
    live.cancel();
    live.page?.destroy();
    interpolators.delete(parentElement);
  };
}
