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

const TILE_DRIFT = 0.02; // how far the point may leave the tiles' plane before they are decoded again

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
    this.input = new Float32Array(page.z.length);
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
      decodeTile: (x, y) => this.decodeTile(x, y),
    });
    return map;
  }

  /** A pinch is not a drag: its first finger moved the point, the second takes that back. */
  moveBack() {
    this.page.z.set(this.grabbed);
    this.page.schedule();
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
