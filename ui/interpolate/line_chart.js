// A small chart as wide as the film strips: one line a path over the share of the way, and a marker that can be dragged.

import { onPress } from "../live/press.js";
import { DASHES } from "./route_map.js";
import { moveMarker, shareAt } from "./strip.js";
import { svgElement } from "../live/element.js";

const HEIGHT = 100; // units of the drawing; CSS stretches it

/** `onPick(u)` is told where somebody points. */
export class LineChart {
  constructor(row, onPick) {
    this.row = row;
    this.film = row.querySelector(".film");
    this.svg = this.film.querySelector("svg");
    this.svg.setAttribute("viewBox", `0 0 1000 ${HEIGHT}`);
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.lines = {};
    this.marker = this.film.querySelector(".chart-marker");
    this.frames = 0; // so many pictures wide; none until something is drawn, and nowhere to point at
    onPress(this.svg, (event) => {
      if (this.frames) onPick(shareAt(event, this.svg, this.frames));
    });
  }

  /** Where a share of the time lies: above the middle of the picture that shows it. */
  x(u) {
    return (1000 * (u * (this.frames - 1) + 0.5)) / this.frames;
  }

  mark(u) {
    if (this.frames) moveMarker(this.marker, u, this.frames);
  }

  /**
   * Draw lines.
   * @param {object} series by path, arrays of [u, value from 0 to 1]
   * @param {{frames: number, shownPath: string, range: string, label: string}} words the range is written at the side
   */
  show(series, { frames, shownPath, range, label }) {
    this.frames = frames;
    for (const path of Object.keys(this.lines)) {
      if (!(path in series)) {
        this.lines[path].remove();
        delete this.lines[path];
      }
    }
    for (const [path, points] of Object.entries(series)) {
      this.lines[path] ??= this.line(path);
      const y = (value) => (HEIGHT - 4 - (HEIGHT - 8) * value).toFixed(1);
      this.lines[path].setAttribute("points", points.map(([u, value]) => `${this.x(u).toFixed(1)},${y(value)}`).join(" "));
      this.lines[path].classList.toggle("is-shown", path === shownPath);
    }
    if (this.lines[shownPath]) this.svg.append(this.lines[shownPath]);
    this.row.querySelector("small").textContent = range;
    this.svg.setAttribute("aria-label", label);
  }

  line(path) {
    const line = svgElement("polyline", { class: "chart-line", "stroke-dasharray": DASHES[path].join(" ") });
    this.svg.append(line);
    return line;
  }
}
