// The map of a point: the one that is dragged, and the tiles of the plane behind it.

import { Hint } from "./hint.js";
import { LatentMap } from "./map.js";
import { fillMap } from "./run_map.js";

/** @import { PointView } from "./point_view.js" */

/**
 * Whose map it is: it says what is shown, and is told of gestures.
 * @typedef {Pick<PointView, "tensors" | "plane" | "network" | "z" | "label" | "moveTo" | "step" | "schedule" | "release" | "reset"
 *   | "viewChanged"> & {facts: import("../contract.js").RunFacts}} PointPage
 */

const POINT_WORDS = {
  hint: "Drag me",
  description: "Map of latent space. Arrow keys move the point, with shift in finer steps; plus and minus zoom; Home resets.",
};

const POINT_STEP = 0.1;
const POINT_FINE_STEP = 0.01;
const TILE_DRIFT = 0.02; // how far the point may leave the tiles' plane before they are decoded again
const FOLLOWING = 12; // milliseconds from a frame's beginning, so that the picture keeps its pace
const AT_LEAST = 4; // milliseconds in a frame that began late

/** A run's map with one point on it. */
export class PointMap {
  /**
   * @param {any} root
   * @param {PointPage} page
   * @param {typeof POINT_WORDS} words what is written beside the cursor until it is moved, or "", and said to who cannot see
   */
  constructor(root, page, words = POINT_WORDS) {
    this.page = page;
    this.words = words;
    this.tileZ = new Float64Array(page.z.length);
    this.tileBase = Float64Array.from(page.z);
    this.map = this.build(root.querySelector(".map"), root.querySelector(".reset-view"));
    this.map.view.setHome(page.facts.home_box);
    this.hint = words.hint ? new Hint(this.map, words.hint) : null;
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
        page.viewChanged();
      },
    });
    fillMap(map, page, {
      description: this.words.description,
      faded: page.label,
      isNamed: page.label === null,
      tiles: {
        network: page.network,
        codeAt: (x, y) => page.plane.moved(this.tileBase, x, y, this.tileZ),
        label: () => page.label,
      },
    });
    return map;
  }

  /** Keys move the point along the axes of its map. */
  step(dx, dy, isFine) {
    const { page, page: { plane, z } } = this;
    const step = isFine ? POINT_FINE_STEP : POINT_STEP;
    page.moveTo(plane.along(0, z) + dx * step, plane.along(1, z) + dy * step);
    page.release();
  }

  /** A pinch is not a drag: its first finger moved the point, the second takes that back. */
  moveBack() {
    this.page.z.set(this.grabbed);
    this.page.schedule();
  }

  /** Make the tiles anew when what is orthogonal to the plane, or the class, has changed. */
  refreshTiles(isForced) {
    const { map, page: { z, label } } = this;
    const isOther = isForced && label !== null;
    if (this.following && !isOther) return; // they come
    if (!isOther && !this.hasDrifted()) return;
    this.tileBase.set(z);
    map.manifold.clear();
    map.requestTiles();
  }

  /** Whether what is orthogonal to the tiles' plane has changed. */
  hasDrifted() {
    const { plane, z } = this.page;
    const [x, y] = [plane.along(0, this.tileBase), plane.along(1, this.tileBase)];
    const moved = plane.moved(z, x, y, new Float64Array(z.length));
    return moved.some((value, k) => Math.abs(value - this.tileBase[k]) >= TILE_DRIFT);
  }

  /** The point leaves the plane, as while a slider is held: make the tiles anew again and again, a part in each frame. */
  follow() {
    if (this.page.network.isRemote) return; // they would be late: they come when it is let go
    this.following ??= requestAnimationFrame((began) => this.followOn(began));
  }

  followOn(began) {
    this.following = null;
    const { map, page } = this;
    if (!map.layers.manifold) return;
    if (!map.manifold.isRenewing) {
      if (!this.hasDrifted()) {
        map.requestTiles();
        return;
      }
      this.tileBase.set(page.z);
      map.manifold.renew(map.view);
    }
    map.manifold.renewUntil(Math.max(began + FOLLOWING, performance.now() + AT_LEAST));
    this.follow();
  }

  destroy() {
    cancelAnimationFrame(this.following);
    this.map.destroy();
  }
}
