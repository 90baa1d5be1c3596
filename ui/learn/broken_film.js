// The film of a machine that went wrong: its dots on the way, what it drew all over its map, and its copies.

import { element } from "../live/element.js";
import { FilmSheets, GreySheet } from "./film_sheets.js";
import { LessonMap } from "./lesson_map.js";
import { textElement } from "./text.js";
import { Transport } from "./transport.js";

const FILM_TIME = 8000; // milliseconds, of the whole film
const [SHORTEST_FRAME, LONGEST_FRAME] = [150, 600];

/** @import { BreakView } from "./break_it.js" */
/** @import { Model } from "./model.js" */

/** It stands where the machine's map was; `copies` belongs below it. */
export class BrokenFilm {
  /**
   * @param {BreakView} view
   * @param {HTMLElement} root an empty element, which it fills
   * @param {Model} model
   * @param {(epoch: number) => void} onEpoch is told which epoch is shown
   */
  constructor(view, root, model, onEpoch) {
    this.view = view;
    this.root = root;
    this.model = model;
    const map = element("div", { className: "map" });
    const grid = this.sheet("break_grid", "film-grid");
    const copies = this.sheet("break_film_copies", "copies film-copies");
    this.copies = copies.root;
    this.sheetsShown = [grid.sheet, copies.sheet];
    this.epoch = 0;
    this.transport = new Transport(view, (index) => {
      this.epoch = this.sheets.epochs[index];
      onEpoch(this.epoch);
      grid.sheet.show(this.sheets.file("grid", index));
      copies.sheet.show(this.sheets.file("reconstructions", index));
      view.schedule();
    });
    root.replaceChildren(map, grid.root, this.transport.root);
    this.map = new LessonMap(map, model, view, { label: view.say("break_film_map"), layers: ["points", "prior"] });
    this.map.map.names = [];
    if (view.theme) this.setTheme(view.theme);
  }

  /** A figure, and what is painted in it. */
  sheet(name, className) {
    const canvas = this.view.canvas(this.view.say(name), `shown ${className}`);
    const root = element("figure", {});
    root.append(textElement("figcaption", "", this.view.say(name)), canvas);
    return { root, sheet: new GreySheet(canvas) };
  }

  /** Begin, when the film has come. */
  take(bytes) {
    this.sheets = new FilmSheets(bytes);
    const { epochs, labels } = this.sheets;
    const { points } = this.map.map;
    Object.assign(points, { x: new Float32Array(labels.length), y: new Float32Array(labels.length), labels });
    this.transport.take(epochs, Math.max(SHORTEST_FRAME, Math.min(LONGEST_FRAME, FILM_TIME / epochs.length)));
    this.transport.show(0);
    this.transport.setPlaying(true);
  }

  render() {
    if (!this.sheets) return;
    if (this.transport.glide()) this.view.schedule();
    const [low, high, share] = this.transport.between;
    const { plane, facts } = this.model;
    const [before, after] = [low, high].map((index) => this.sheets.placesAt(index, plane, facts.class_names.length));
    const { points } = this.map.map;
    for (let i = 0; i < points.x.length; i++) {
      points.x[i] = before.x[i] + share * (after.x[i] - before.x[i]);
      points.y[i] = before.y[i] + share * (after.y[i] - before.y[i]);
    }
    this.map.map.refreshPart("dots");
  }

  setTheme(theme) {
    this.map.setTheme(theme);
    for (const sheet of this.sheetsShown) sheet.setColors(theme.pictureInk, theme.picturePaper);
  }

  destroy() {
    this.transport.destroy();
    this.map.destroy();
    this.root.replaceChildren();
  }
}
