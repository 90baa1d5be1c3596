// A run's map as the lesson shows it: a point to drag, or only to look at.

import { LatentMap } from "../live/map.js";
import { fillMap } from "../live/run_map.js";
import { circleNames } from "./circles.js";

/** @import { Model } from "./model.js" */
/** @import { StepView } from "./step_view.js" */

const STEP = 0.1;
const FINE_STEP = 0.01;

/** A map with a point. `onMove(x, y)` is told where it goes, `onRelease()` when it was let go. */
export class LessonMap {
  /**
   * @param {HTMLElement} container
   * @param {Model} model
   * @param {StepView} view whose map it is
   * @param {{label: string, onMove?: (x: number, y: number) => void, onRelease?: () => void, layers?: string[], start?: number[]}} options
   *   text for screen readers, what to call, the layers to show and where the point begins; none without onMove
   */
  constructor(container, model, view, { label, onMove = null, onRelease = () => {}, layers = ["points", "fog", "prior"], start = [0, 0] }) {
    this.model = model;
    this.place = [...start];
    this.onMove = onMove;
    this.onRelease = onRelease;
    const map = new LatentMap(container, {
      onMove: (x, y) => this.go(x, y),
      onRelease: () => this.onRelease(),
      onKey: (dx, dy, isFine) => {
        const step = isFine ? FINE_STEP : STEP;
        this.go(this.place[0] + dx * step, this.place[1] + dy * step);
        this.onRelease();
      },
      onHome: () => {
        map.resetView();
        this.go(start[0], start[1]);
        this.onRelease();
      },
    });
    this.map = map;
    fillMap(map, model, {
      description: label, faded: null, isNamed: true, tiles: model.tiles,
    });
    map.priorNames = circleNames(model.plane.isLine, (name, values) => view.say(name, values));
    map.isPannedByDrag = onMove === null;
    map.cursor.hidden = onMove === null;
    for (const name of Object.keys(map.layers)) map.layers[name] = layers.includes(name);
    map.view.setHome(model.facts.home_box);
    if (onMove) map.setCursor(...this.place);
  }

  go(x, y) {
    if (!this.onMove) return;
    const limit = this.model.facts.z_limit;
    this.place = [x, y].map((value) => Math.max(-limit, Math.min(limit, value)));
    this.map.setCursor(...this.place);
    this.onMove(this.place[0], this.place[1]);
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.model.facts.colors_dark : this.model.facts.colors;
    this.map.setTheme(theme);
    this.map.requestTiles();
  }

  destroy() {
    this.map.destroy();
  }
}
