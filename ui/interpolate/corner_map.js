// The map of Four corners: where the corners lie, as handles that can be dragged, and the outline between them.

import { LatentMap } from "../live/map.js";
import { fillMap } from "../live/run_map.js";
import { element } from "../live/element.js";
import { rounded } from "../live/plane.js";
import { rgba } from "../live/theme.js";

/** @import { CornersView } from "./corners.js" */

export const LETTERS = ["A", "B", "C", "D"];
const AROUND = [0, 1, 3, 2]; // the corners as a closed line

/**
 * The corners of a page on its map. `page` has facts, tensors, plane, label, corners (four codes), active (the one that
 * arrow keys move), code and decode(z), activate(corner), changed() and finish().
 */
export class CornerMap {
  /**
   * @param {any} root
   * @param {CornersView} page
   */
  constructor(root, page) {
    this.page = page;
    this.resetView = root.querySelector(".reset-view");
    this.map = this.build(root.querySelector(".map"));
    this.handles = LETTERS.map((letter) => {
      const handle = element("div", { className: "handle" });
      handle.setAttribute("aria-hidden", "true");
      handle.append(element("span", { textContent: letter }));
      this.map.container.append(handle);
      return handle;
    });
    this.map.overlay = (context, view) => this.drawOutline(context, view);
    this.map.view.setHome(page.facts.home_box);
  }

  build(container) {
    const { page } = this;
    const map = new LatentMap(container, {
      onGrab: () => this.grabbed = { corners: page.corners.map((z) => z.slice()), isFresh: true },
      onMove: (x, y) => this.dragTo(x, y),
      onRelease: () => page.finish(),
      onCancel: () => {
        this.grabbed.corners.forEach((z, corner) => page.corners[corner].set(z));
        page.changed();
      },
      onKey: (dx, dy, isFine) => {
        const step = isFine ? 0.01 : 0.1;
        const [x, y] = this.placeOf(page.corners[page.active]);
        this.moveCorner(x + dx * step, y + dy * step);
        page.finish();
      },
      onHome: () => map.resetView(),
      onView: () => {
        this.resetView.hidden = this.map?.view.isHome ?? true;
        if (this.handles) this.show();
      },
    });
    fillMap(map, page, {
      description: "Map of latent space with the corners A, B, C and D. Arrow keys move the chosen corner, with shift "
      + "in finer steps; the letters choose it; plus and minus zoom; Home shows all.",
      faded: page.label,
      isNamed: page.label === null,
      tiles: { network: page.network, codeAt: () => page.code, label: () => page.label }, // never asked for: that layer stays off
    });
    map.layers.manifold = map.layers.prior = false;
    map.canvas.addEventListener("keydown", (event) => {
      const corner = LETTERS.indexOf(event.key.toUpperCase());
      if (corner >= 0 && !event.ctrlKey && !event.metaKey) page.activate(corner);
    });
    return map;
  }

  placeOf(z) {
    const { plane } = this.page;
    return [plane.along(0, z), plane.isLine ? 0 : plane.along(1, z)];
  }

  /** A drag takes the corner that is nearest to where it begins. */
  dragTo(x, y) {
    const { page } = this;
    if (this.grabbed.isFresh) {
      const distances = page.corners.map((z) => {
        const [cornerX, cornerY] = this.placeOf(z);
        return Math.hypot(cornerX - x, page.plane.isLine ? 0 : cornerY - y);
      });
      page.activate(distances.indexOf(Math.min(...distances)));
      this.grabbed.isFresh = false;
    }
    this.moveCorner(x, y);
  }

  moveCorner(x, y) {
    const { page, page: { plane, facts } } = this;
    const z = page.corners[page.active];
    rounded(plane.moved(z, x, plane.isLine ? 0 : y, z), facts.z_limit);
    page.changed();
  }

  /** Bring the handles to the corners. */
  show() {
    const { map: { view }, page: { corners, active, plane } } = this;
    corners.forEach((z, corner) => {
      const [x, y] = this.placeOf(z);
      const screenY = plane.isLine ? view.height / 2 : view.toScreenY(y);
      const handle = this.handles[corner];
      handle.classList.toggle("is-active", corner === active);
      handle.style.transform = `translate(${view.toScreenX(x).toFixed(1)}px, ${screenY.toFixed(1)}px)`;
    });
  }

  drawOutline(context, view) {
    const { map: { theme }, page: { corners, plane } } = this;
    context.lineJoin = "round";
    for (const [width, color] of [[5, rgba(theme.paper, 0.85)], [2, rgba(theme.ink, 0.9)]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      for (const corner of AROUND) {
        const [x, y] = this.placeOf(corners[corner]);
        context.lineTo(view.toScreenX(x), plane.isLine ? view.height / 2 : view.toScreenY(y));
      }
      context.closePath();
      context.stroke();
    }
  }
}
