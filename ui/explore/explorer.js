// Explore: the decoder at the end of a cursor, with all that moves the point or saves what it shows.

import { BY_CLASS, Coloring } from "./coloring.js";
import { kindOf } from "../live/kinds.js";
import { MADE_ELSEWHERE, MADE_HERE, Meter } from "../live/meter.js";
import { PointView } from "../live/point_view.js";
import { buildMapControls } from "../live/run_map.js";
import { Sliders } from "./sliders.js";
import { Levels } from "./levels.js";
import { offerFiles } from "../live/output_files.js";
import { Walk, showWalk } from "./walk.js";
import { Word } from "./word.js";
import { copyLink, saveCanvas } from "../live/share.js";
import { viewText } from "../live/view_png.js";
import { saidOf } from "../live/wording.js";
import { mounted } from "../live/mounting.js";
import { rgba } from "../live/theme.js";
import { lettersOf } from "./typesetting.js";
import { rounded } from "../live/plane.js";

/** @import { ExploreFacts, ExploreTells, MapShown } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const REMEMBER_AFTER = 300; // milliseconds: turning a wheel is one change
const NO_LAYERS = "none";

/** One live explorer; lives from the arrival of its bundle until its element goes. */
class Explorer extends PointView {
  static places = ["place", "shown"];

  build() {
    const { facts, tensors } = this;
    super.build();
    this.isSmooth = false;
    this.find(".lead").textContent = facts.lead;
    this.meter = new Meter(this.find(".meter"), this.network.isRemote ? MADE_ELSEWHERE : MADE_HERE, facts);
    this.network.watch(({ took, count, isUrgent }) => isUrgent && count && this.meter.count(took / count));
    this.sliders = new Sliders(this.find(".sliders"), facts, {
      onInput: (index, value) => this.setDimension(index, value),
      onRelease: () => this.release(),
    });
    this.buildColoring();
    this.buildWord();
    this.find(".smooth").hidden = this.picture.face !== null;
    this.levels = facts.levels.length ? new Levels(this.find(".levels"), this.find(".level-caption"), this) : null;
    this.takeShown();
    this.walk = new Walk(tensors["map.walk"].data, tensors["map.walk_labels"].data, this.z.length,
      (z, label) => this.onWalk(z, label));
    showWalk(this.walk, this.map, this.plane);
    this.levels?.drawWalk(this.walk);
    this.listen();
  }

  /** @returns {ExploreFacts} */
  get exploreFacts() {
    return /** @type {ExploreFacts} */ (this.facts);
  }

  /** A choice of colours, where more than the class is known of the dots. */
  buildColoring() {
    const { attributes, noun, usual } = this.exploreFacts;
    if (!attributes.length) return;
    const start = { by: usual.color, className: kindOf(this.facts).className ?? noun[0].toUpperCase() + noun.slice(1) };
    this.coloring = new Coloring(this.find(".coloring"), attributes, this.tensors["map.attributes"].data, start, () => {
      this.recolor();
      this.rememberShown();
    });
  }

  /** A word to type, where the classes to draw are letters. */
  buildWord() {
    const { class_names: names, shape, usual } = this.exploreFacts;
    const letters = this.network.numClasses ? lettersOf(names) : null;
    if (!letters) return;
    this.setSmooth(true);
    this.word = new Word(this.find(".word"), { letters, shape, text: usual.word }, () => {
      this.schedule();
      this.rememberSoon();
    });
    this.find(".save-word").hidden = false;
    this.on(".save-word", "click", () => {
      const paper = rgba(this.map.theme.picturePaper, 1);
      saveCanvas(this.word.enlarged(8, paper), `${this.facts.run}-word.png`, viewText("", this.link()));
    });
  }

  /** Show the map as Python says; the map is there. */
  takeShown() {
    const { map, exploreFacts: { shown } } = this;
    this.coloring?.take(shown.color);
    if (this.word && this.word.text !== shown.word) this.word.setText(shown.word);
    for (const name of Object.keys(map.layers)) map.layers[name] = shown.layers.includes(name);
    map.points.hidden = new Set(shown.hide);
    map.view.show(shown.map);
    this.legend = buildMapControls(this.root, map, this.facts, () => {
      this.levels?.follow(map);
      this.rememberShown();
    });
    this.levels?.follow(map);
    this.shownAtFirst = JSON.stringify(shown);
    this.sentShown = JSON.stringify(this.shown());
    map.viewChanged();
  }

  /** @returns {MapShown} */
  shown() {
    const { layers, points, view } = this.map;
    const layersShown = Object.keys(layers).filter((name) => layers[name]);
    return {
      map: view.part, layers: layersShown, hide: [...points.hidden].sort((a, b) => a - b),
      color: this.coloring?.by ?? BY_CLASS, word: this.word?.text ?? "",
    };
  }

  viewChanged() {
    this.rememberSoon();
  }

  rememberSoon() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => this.rememberShown(), REMEMBER_AFTER);
  }

  /** Tell the page and the address bar how the map is shown. */
  rememberShown() {
    const shown = this.shown();
    const sent = JSON.stringify(shown);
    if (sent === this.sentShown) return;
    this.sentShown = sent;
    this.writeAddress();
    const send = /** @type {Send<ExploreTells>} */ (this.send);
    send("shown", shown);
  }

  query(place) {
    const { map, layers, hide, color, word } = this.shown();
    const { usual } = this.exploreFacts;
    const areAll = layers.length === Object.keys(this.map.layers).length;
    return {
      ...super.query(place), map: map?.join(",") ?? null, layers: areAll ? null : layers.join(",") || NO_LAYERS,
      hide: hide.join(",") || null, color: color === usual.color ? null : color, word: word === usual.word ? null : word,
    };
  }

  update(facts) {
    super.update(facts);
    if (JSON.stringify(facts.shown) === this.shownAtFirst) return;
    this.facts = /** @type {ExploreFacts} */ ({ ...this.facts, shown: facts.shown });
    this.takeShown();
    this.recolor();
    this.schedule();
  }

  listen() {
    this.on(".walk", "click", () => this.setWalking(!this.walk.isPlaying));
    this.on(".speed select", "change", (event) => this.walk.speed = Number(event.target.value));
    this.on(".random", "click", () => this.jump(this.randomCode()));
    this.on(".reset", "click", () => this.reset());
    this.on(".smooth", "click", () => this.setSmooth(!this.isSmooth));
    const noun = saidOf(this.facts, "picture");
    const name = `${this.facts.run}-${noun}`;
    this.on(".save-picture", "click", () => {
      saveCanvas(this.picture.enlarged(20, this.isSmooth), `${name}.png`, viewText("", this.link()));
    });
    offerFiles(this.find(".save-picture"), this.picture.kind, noun, { name, values: () => this.decode(this.z) });
    this.on(".save-map", "click", () => {
      saveCanvas(this.map.picture(), `${this.facts.run}-map.png`, viewText("", this.link()));
    });
    this.on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
  }

  appear() {
    super.appear();
    const { start, home } = this.facts;
    const isUsual = JSON.stringify(this.shown()) === JSON.stringify(this.exploreFacts.usual);
    if (JSON.stringify(start) !== JSON.stringify(home) || !isUsual) this.writeAddress();
  }

  colored(theme) {
    super.colored(theme);
    this.levels?.setTheme(theme);
    this.levels?.follow(this.map);
    this.word?.setColors(theme.pictureInk);
    this.recolor();
  }

  /** Give the dots and the legend the colours of what is shown. */
  recolor() {
    const { map, facts, coloring } = this;
    const isDark = map.theme?.dark ?? false;
    const colors = isDark ? facts.colors_dark : facts.colors;
    this.legend.setColors(colors);
    if (!coloring) return;
    coloring.paint(map.points, isDark, colors);
    this.find(".legend").hidden = coloring.by !== BY_CLASS;
    map.refreshPart("dots");
  }

  setDimension(index, value) {
    this.stop();
    this.z[index] = value;
    rounded(this.z, this.facts.z_limit);
    this.pointMap.follow();
    this.schedule();
  }

  onWalk(z, label) {
    this.z.set(z);
    rounded(this.z, this.facts.z_limit);
    if (this.label !== null && label !== this.label) this.takeLabel(label);
    this.render();
  }

  stop() {
    this.setWalking(false);
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
    this.levels?.refresh();
    if (!isWalking) {
      this.pointMap.refreshTiles(true);
      this.release();
    }
  }

  painted(began, took) {
    this.word?.draw((label) => this.network.forward(this.input, label));
    this.sliders.show(this.z, began);
    this.showLevels();
    if (!this.network.isRemote) this.meter.count(took);
  }

  /** The point moved on one map: on all others pictures are other ones. */
  showLevels() {
    if (!this.levels) return;
    this.levels.show();
    if (this.pointMap.hasDrifted()) this.pointMap.follow();
  }

  rest() {
    this.sliders.settle(this.z, performance.now());
    super.rest();
  }

  tell(place) {
    this.writeAddress();
    this.send("place", place);
  }

  setSmooth(isSmooth) {
    this.isSmooth = isSmooth;
    this.find(".smooth").setAttribute("aria-pressed", String(isSmooth));
    this.find(".picture").classList.toggle("is-smooth", isSmooth);
    if (!this.word) return;
    this.word.isSmooth = isSmooth;
    this.word.set();
  }

  destroy() {
    clearTimeout(this.remembering);
    this.walk.pause();
    this.word?.destroy();
    this.levels?.destroy();
    super.destroy();
  }
}

export default mounted(Explorer, { isFirst: true });
