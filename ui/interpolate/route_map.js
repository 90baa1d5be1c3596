// The map of Interpolate: the route's points as handles, all paths drawn over the fog, and every gesture on them.

import { LatentMap, boxAround } from "../live/map.js";
import { fillMap } from "../live/run_map.js";
import { element } from "../live/element.js";
import { rgba } from "../live/theme.js";

/** @import { Interpolator } from "./interpolator.js" */

const MAP_POINTS = 97;
const REACH = 26; // CSS pixels within which a press takes hold of a point
export const DASHES = { linear: [8, 5], spherical: [1.5, 6], geodesic: [], fade: [12, 4, 2, 4] };

/**
 * A route on a map. `page` has route, edits, plane, facts, tensors, codeAt(x, y), network, shownPath, walkedPath, paths,
 * changed() and finish().
 */
export class RouteMap {
  /**
   * @param {any} container
   * @param {Interpolator} page
   */
  constructor(container, page) {
    this.page = page;
    this.grabs = []; // the points before each of the last two presses: a double click undoes what its clicks moved
    this.map = this.build(container);
    this.handles = [];
    this.map.view.setHome(page.facts.home_box);
    this.listen();
  }

  build(container) {
    const { page } = this;
    const map = new LatentMap(container, {
      onGrab: () => {
        this.grabs = [...this.grabs.slice(-1), page.route.points.map((z) => z.slice())];
        this.isFresh = true;
      },
      onMove: (x, y) => this.dragTo(x, y),
      onRelease: () => page.finish(),
      onCancel: () => this.restore(this.grabs[this.grabs.length - 1]),
      onKey: (dx, dy, isFine) => {
        const [x, y] = this.placeOf(page.route.points[page.edits.active]);
        const step = isFine ? 0.01 : 0.1;
        this.moveTo(x + dx * step, y + dy * step);
        page.finish();
      },
      onHome: () => map.resetView(),
      onView: () => {
        page.find(".reset-view").hidden = this.map?.view.isHome ?? true;
        if (this.map) this.show();
      },
    });
    fillMap(map, page, {
      description: "Map of latent space with the points of the path, A to B. Arrow keys move the chosen point, with shift "
        + "in finer steps; its letter chooses a point, Insert adds one, Delete removes a way point; plus and minus zoom.",
      faded: page.route.labels?.[0] ?? null,
      isNamed: page.route.labels === null,
      tiles: { network: page.network, codeAt: (x, y) => page.codeAt(x, y), label: () => page.route.classAt(0) },
    });
    map.layers.manifold = false;
    map.overlay = (context) => this.drawPaths(context);
    map.obstacles = () => [...page.route.points.map((z) => boxAround(...this.screenOf(z))), ...LatentMap.prototype.obstacles.call(map)];
    return map;
  }

  listen() {
    const { canvas } = this.map;
    canvas.addEventListener("dblclick", (event) => this.addAt(event));
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { route, edits } = this.page;
      const letters = route.points.map((_, index) => route.letter(index).toLowerCase());
      if (event.key === "Delete" || event.key === "Backspace") edits.remove();
      else if (event.key === "Insert") edits.add();
      else if (letters.includes(event.key.toLowerCase())) edits.activate(letters.indexOf(event.key.toLowerCase()));
      else return;
      event.preventDefault();
    });
  }

  placeOf(z) {
    const { plane } = this.page;
    return [plane.along(0, z), plane.isLine ? 0 : plane.along(1, z)];
  }

  screenOf(z) {
    const { view } = this.map;
    const [x, y] = this.placeOf(z);
    return [view.toScreenX(x), this.page.plane.isLine ? view.height / 2 : view.toScreenY(y)];
  }

  /** A press on a point takes hold of it; elsewhere the chosen point comes to where it is. */
  dragTo(x, y) {
    if (this.isFresh) {
      this.isFresh = false;
      const index = this.pointAt(this.map.view.toScreenX(x), this.map.view.toScreenY(y));
      if (index !== null) this.page.edits.activate(index);
    }
    this.moveTo(x, y);
  }

  /** The number of the point within reach of a place on the screen, or null; of two in one place the chosen one. */
  pointAt(screenX, screenY) {
    let [found, nearest] = [null, REACH];
    this.page.route.points.forEach((z, index) => {
      const [x, y] = this.screenOf(z);
      const distance = Math.hypot(x - screenX, this.page.plane.isLine ? 0 : y - screenY) - (index === this.page.edits.active ? 1 : 0);
      if (distance <= nearest) [found, nearest] = [index, distance];
    });
    return found;
  }

  moveTo(x, y) {
    const { route, plane, edits } = this.page;
    route.set(edits.active, plane.moved(route.points[edits.active], x, plane.isLine ? 0 : y, route.code));
    this.page.changed();
  }

  restore(points) {
    points?.forEach((z, index) => this.page.route.points[index]?.set(z));
    this.page.route.moved();
    this.page.changed();
  }

  /** A double click adds a way point where it is; the point that its first click has moved goes back. */
  addAt(event) {
    const { route, plane } = this.page;
    this.restore(this.grabs[0]);
    const box = this.map.canvas.getBoundingClientRect();
    const [screenX, screenY] = [event.clientX - box.left, event.clientY - box.top];
    if (route.isFull || this.pointAt(screenX, screenY) !== null) {
      this.page.finish();
      return;
    }
    const leg = this.legNear(screenX, screenY);
    const { view } = this.map;
    const from = route.codeAt("linear", (route.knots[leg] + route.knots[leg + 1]) / 2).slice();
    const y = plane.isLine ? 0 : view.toWorldY(screenY);
    this.page.edits.add(leg, plane.moved(from, view.toWorldX(screenX), y, from));
  }

  legNear(screenX, screenY) {
    const { route, walkedPath } = this.page;
    let [found, nearest] = [0, Infinity];
    for (let step = 0; step < MAP_POINTS; step++) {
      const t = step / (MAP_POINTS - 1);
      const [x, y] = this.screenOf(route.codeAt(walkedPath, t));
      const distance = Math.hypot(x - screenX, y - screenY);
      if (distance < nearest) [found, nearest] = [route.knots.findLastIndex((knot) => knot <= t), distance];
    }
    return Math.min(found, route.last - 1);
  }

  /** Bring the handles to the route's points. */
  show() {
    const { route } = this.page;
    while (this.handles.length > route.points.length) this.handles.pop().remove();
    while (this.handles.length < route.points.length) {
      const handle = element("div", { className: "handle" });
      handle.setAttribute("aria-hidden", "true");
      handle.append(element("span"));
      this.map.container.append(handle);
      this.handles.push(handle);
    }
    this.handles.forEach((handle, index) => {
      handle.firstChild.textContent = route.letter(index);
      handle.classList.toggle("is-active", index === this.page.edits.active);
      const [x, y] = this.screenOf(route.points[index]);
      handle.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    });
  }

  drawPaths(context) {
    const { theme } = this.map;
    const { paths, shownPath, route } = this.page;
    const drawn = paths.filter((path) => path !== "fade" && path !== shownPath);
    for (const path of shownPath === "fade" ? drawn : [...drawn, shownPath]) {
      const places = Array.from({ length: MAP_POINTS }, (_, i) => this.screenOf(route.codeAt(path, i / (MAP_POINTS - 1))));
      context.save();
      context.lineCap = context.lineJoin = "round";
      context.setLineDash(DASHES[path]);
      trace(context, places, 6.5, rgba(theme.paper, 0.85));
      trace(context, places, path === shownPath ? 3 : 2.25, path === shownPath ? theme.accent : rgba(theme.ink, 0.9));
      context.restore();
    }
  }
}

function trace(context, places, width, color) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  places.forEach(([x, y]) => context.lineTo(x, y));
  context.stroke();
}
