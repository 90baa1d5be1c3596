// Interpolate: a route over the map, and the paths along it decoded live into film strips, charts and a large picture.

import { mounted } from "../live/mounting.js";
import { LargePicture } from "../live/picture.js";
import { stretchOf } from "../live/pixels.js";
import { onUndoKey } from "../live/history.js";
import { buildMapControls } from "../live/run_map.js";
import { copyLink } from "../live/share.js";
import { openRun } from "../live/run_bundle.js";
import { sayAllOf } from "../live/wording.js";
import { Charts } from "./charts.js";
import { ClassChoice } from "./classes.js";
import { Density } from "./density.js";
import { Edits } from "./edits.js";
import { Measures } from "./measures.js";
import { Medley } from "./medley.js";
import { Points } from "./points.js";
import { Route } from "./route.js";
import { RouteMap } from "./route_map.js";
import { Screen } from "./screen.js";
import { Search } from "./search.js";
import { Speech } from "./speech.js";
import { Strips } from "./strips.js";
import { Sync } from "./sync.js";
import { Transport } from "./transport.js";

/** @import { InterpolatorFacts, InterpolatorTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

/** One live page; lives from the arrival of the decoder's bundle until its element goes. */
export class Interpolator {
  static places = ["ends"];

  /**
   * @param {any} root
   * @param {InterpolatorFacts} facts
   * @param {Uint8Array[]} bundles the run's
   * @param {Send<InterpolatorTells>} send
   */
  constructor(root, facts, [bytes], send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    const { tensors, network, plane, places } = openRun(bytes, facts);
    this.tensors = tensors;
    this.network = network;
    network.watch(() => this.arrived());
    this.plane = plane;
    this.places = places;
    this.input = new Float32Array(this.plane.dims);
    this.decode = (z, t) => this.network.forward((this.input.set(z), this.input), this.route.classAt(t));
    this.abort = new AbortController();
    this.path = facts.start.path; // the one that the large picture shows
    this.route = new Route(facts, this.network.numClasses);
    this.build();
    this.setFrames(facts.start.frames);
    this.strips.setEasing(facts.start.easing);
  }

  appear() {
    this.search.isWanted = this.path === "geodesic";
    this.settle();
    this.search.begin();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get paths() {
    return this.strips.paths;
  }

  /** The path that the large picture shows: the shortest one only as long as it is known. */
  get shownPath() {
    return this.paths.includes(this.path) ? this.path : "linear";
  }

  /** The path that points are added to: the shown one; a cross-fade has no codes, there it is the straight line. */
  get walkedPath() {
    return this.shownPath === "fade" ? "linear" : this.shownPath;
  }

  build() {
    const { root, facts } = this;
    sayAllOf(facts, root);
    this.find(".subtitle").textContent = facts.subtitle;
    this.picture = new LargePicture(this.find(".picture canvas"), facts);
    root.classList.toggle("is-wide", stretchOf(this.picture.kind.raster(facts.shape)) > 1);
    const pick = (u) => {
      this.transport.setPlaying(false);
      this.transport.goTo(u);
    };
    this.transport = new Transport(root, facts.start, {
      onGo: () => this.screen.schedule(), onStop: () => this.speech.announce(), onSettings: () => this.setEasing(),
    });
    this.strips = new Strips(root, facts, this.route, this.decode, {
      onPath: (path) => this.setPath(path),
      onPick: (path, u) => {
        this.setPath(path);
        pick(u);
      },
    });
    if (this.picture.face?.hearInTurn) this.medley = new Medley(this.find(".picture"), this);
    this.edits = new Edits(this);
    this.points = new Points(root, this);
    this.routeMap = new RouteMap(this.find(".map"), this);
    this.map = this.routeMap.map;
    this.legend = buildMapControls(root, this.map, facts);
    const density = new Density(this.tensors, this.places, facts);
    this.charts = new Charts(root, this, density, pick);
    this.measures = new Measures(this, density, () => this.screen.redrawCharts());
    this.search = new Search(root, this, { send: (message) => this.send("seek", message), onFound: () => this.redraw() });
    this.speech = new Speech(this);
    this.screen = new Screen(this);
    this.sync = new Sync(this);
    if (this.route.labels) this.classes = new ClassChoice(root, this.route, facts.class_names, () => this.setClasses());
    this.listen();
  }

  listen() {
    const on = (selector, type, listener) => this.find(selector).addEventListener(type, listener);
    on(".reset-view", "click", () => this.map.resetView());
    on(".reverse", "click", () => this.edits.reverse());
    on(".shuffle", "click", () => this.edits.shuffle());
    on(".undo", "click", () => this.edits.undo());
    onUndoKey(() => this.edits.undo(), this.abort.signal);
    on(".frame-count", "input", (event) => {
      this.setFrames(Number(event.target.value));
      this.redraw();
    });
    on(".frame-count", "change", () => this.finish());
    on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.sync.link()));
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.legend.setColors(this.map.points.colors);
    for (const shown of [this.picture, this.strips, this.points]) shown.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
    this.map.requestTiles();
    this.screen.schedule();
  }

  setClasses() {
    this.classes.show();
    this.map.points.faded = this.route.isMorph ? null : this.route.labels[0];
    this.map.manifold.clear();
    this.map.refresh();
    this.map.requestTiles();
    this.settle();
  }

  setPath(path) {
    this.path = path;
    this.strips.choose(this.shownPath);
    this.map.refreshPart("above");
    this.screen.redrawCharts();
    this.finish();
  }

  setFrames(count) {
    this.strips.setFrames(count);
    const input = this.find(".frame-count");
    input.value = count;
    input.style.setProperty("--share", (count - 3) / 61);
    this.find(".frames output").textContent = count;
  }

  setEasing() {
    this.strips.setEasing(this.transport.easing);
    this.redraw();
    this.finish();
  }

  /** The points or classes are new: what was found for the old ones goes, and everything is decoded again. */
  changed() {
    this.search.forget();
    this.showPoints();
    this.redraw();
  }

  /** A change that is complete as it is. */
  settle() {
    this.changed();
    this.finish();
  }

  /** Decode everything again, in the coming frames. */
  redraw() {
    this.strips.invalidate();
    this.strips.choose(this.shownPath);
    this.map.refreshPart("above");
    this.screen.renew();
  }

  /** Pictures that were not there when they were wanted have come, so that whatever was made without them is to be made again. */
  arrived() {
    this.measures.forget();
    this.points.shownSamples = null;
    this.redraw();
  }

  /** A tile of the map lies in its plane through A, and shows A's class. */
  codeAt(x, y) {
    const { plane, route } = this;
    return plane.moved(route.points[0], x, plane.isLine ? 0 : y, route.code);
  }

  showPoints() {
    this.points.show();
    this.routeMap.show();
  }

  finish() {
    this.sync.finish();
  }

  /**
   * Python has run again.
   * @param {InterpolatorFacts} facts
   */
  update(facts) {
    this.search.take(facts.geodesic);
    this.points.typed?.take(facts.typed);
    this.sync.update(facts);
  }

  destroy() {
    this.abort.abort();
    this.network.close();
    this.transport.destroy();
    this.picture.destroy();
    this.measures.stop();
    this.screen.destroy();
    this.map.destroy();
  }
}

export default mounted(Interpolator);
