// The map of Explore: the point that is dragged, the path of a walk, and the tiles of the plane behind them.

import { Hint } from "./hint.js";
import { drawPath } from "../live/layers.js";
import { LatentMap } from "../live/map.js";
import { fillMap } from "../live/run_map.js";
import { rgba } from "../live/theme.js";

const TILE_DRIFT = 0.02; // how far the point may leave the tiles' plane before they are decoded again

/**
 * A run's map with one point on it. `page` has facts, tensors, plane, network, z, label, walk, moveTo(x, y),
 * step(dx, dy, isFine), schedule(), release() and reset().
 */
export class PointMap {
  constructor(root, page) {
    this.page = page;
    this.path = null; // of the walk, on the map
    this.input = new Float32Array(page.z.length);
    this.tileZ = new Float64Array(page.z.length);
    this.tileBase = Float64Array.from(page.z);
    this.map = this.build(root.querySelector(".map"), root.querySelector(".reset-view"));
    this.map.overlay = (context, view) => this.drawWalk(context, view);
    this.map.view.setHome(page.facts.home_box);
    this.hint = new Hint(this.map, "Drag me");
  }

  build(container, resetView) {
    const { page } = this;
    const map = new LatentMap(container, {
      onGrab: () => this.grabbed = page.z.slice(),
      onCancel: () => this.moveBack(),
      onMove: (x, y) => page.moveTo(x, y),
      onRelease: () => page.release(),
      onKey: (dx, dy, isFine) => page.step(dx, dy, isFine),
      onHome: () => page.reset(),
      onView: () => {
        resetView.hidden = this.map?.view.isHome ?? true;
        this.hint?.place();
      },
    });
    fillMap(map, page, {
      description: "Map of latent space. Arrow keys move the point, with shift in finer steps; "
      + "plus and minus zoom; Home resets.",
      faded: page.label,
      isNamed: page.label === null,
      decodeTile: (x, y) => this.decodeTile(x, y),
    });
    return map;
  }

  /** A pinch is not a drag: its first finger moved the point, the second takes that back. */
  moveBack() {
    this.page.z.set(this.grabbed);
    this.page.schedule();
  }

  drawWalk(context, view) {
    const { map, page: { walk, plane } } = this;
    if (!walk?.isPlaying) return;
    this.path ??= plane.project(walk.points, walk.labels, 1);
    const ys = plane.isLine ? new Float32Array(this.path.x.length) : this.path.y;
    drawPath(context, view, this.path.x, ys, true, rgba(map.theme.ink, 0.55));
  }

  /** Make the tiles anew when what is orthogonal to the plane, or the class, has changed. */
  refreshTiles(isForced) {
    const { map, page: { plane, z, label } } = this;
    const [x, y] = [plane.along(0, this.tileBase), plane.along(1, this.tileBase)];
    const moved = plane.moved(z, x, y, new Float64Array(z.length));
    const drift = Math.max(...moved.map((value, k) => Math.abs(value - this.tileBase[k])));
    if (drift < TILE_DRIFT && !(isForced && label !== null)) return;
    this.tileBase.set(z);
    map.manifold.clear();
    map.requestTiles();
  }

  decodeTile(x, y) {
    const { plane, network, label } = this.page;
    this.input.set(plane.moved(this.tileBase, x, y, this.tileZ));
    return network.forward(this.input, label);
  }
}
