// The arm's plane of Planning: start, goal and obstacle as grips that are dragged or moved by keys, and what is drawn there.

import { Scene } from "../live/motion_scene.js";
import { anglesOf, poseAt } from "../live/motion_arm.js";
import { rgba } from "../live/theme.js";
import { ARM_BOX } from "../live/motion_arm.js";

/** @import { Plan } from "../contract.js" */

const STEP = 0.05; // metres a key
const FINE_STEP = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NAMES = { a: "A, the start", b: "B, the goal", o: "The obstacle" };

/** The plane. `onMove(grip, place)` is called while one is moved, `onRelease()` when it is let go. */
export class PlanPlane {
  /**
   * @param {any} container
   * @param {{onMove: (grip: "a" | "b" | "o", place: [number, number]) => void, onRelease: () => void, onFit: () => void}} handlers
   */
  constructor(container, handlers) {
    this.handlers = handlers;
    this.canvas = container.querySelector("canvas");
    this.scene = new Scene(this.canvas, handlers.onFit);
    this.grips = /** @type {HTMLButtonElement[]} */ ([...container.querySelectorAll(".grip")]);
    this.held = null;
    this.grips.forEach((grip) => this.listen(grip));
  }

  listen(grip) {
    const name = grip.dataset.grip;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button > 0 || !event.isPrimary) return;
      if (event.isTrusted) grip.setPointerCapture(event.pointerId);
      const [x, y] = this.scene.placeOf(event);
      this.held = { name, apart: [this.plan[name][0] - x, this.plan[name][1] - y] };
    });
    grip.addEventListener("pointermove", (event) => {
      if (this.held?.name !== name) return;
      const [x, y] = this.scene.placeOf(event);
      this.move(name, [x + this.held.apart[0], y + this.held.apart[1]]);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      grip.addEventListener(type, () => {
        if (this.held?.name !== name) return;
        this.held = null;
        this.handlers.onRelease();
      });
    }
    grip.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const step = event.shiftKey ? FINE_STEP : STEP;
      this.move(name, arrow.map((way, axis) => this.plan[name][axis] + way * step));
      this.handlers.onRelease();
    });
  }

  /** Whole centimetres within what is seen, so that the address says exactly what is drawn. */
  move(name, [x, y]) {
    const within = (value, low, high) => Math.round(100 * Math.max(low, Math.min(high, value))) / 100;
    this.handlers.onMove(name, [within(x, ARM_BOX[0] + 0.05, ARM_BOX[1] - 0.05), within(y, ARM_BOX[2] + 0.05, ARM_BOX[3] - 0.05)]);
  }

  /**
   * Bring the grips to their places.
   * @param {Plan} plan
   */
  place(plan) {
    this.plan = plan;
    const [wide, high] = [ARM_BOX[1] - ARM_BOX[0], ARM_BOX[3] - ARM_BOX[2]];
    for (const grip of this.grips) {
      const name = grip.dataset.grip;
      const [x, y] = plan[name];
      grip.style.left = `${(100 * (x - ARM_BOX[0])) / wide}%`;
      grip.style.top = `${(100 * (ARM_BOX[3] - y)) / high}%`;
      grip.style.setProperty("--across", `${((2 * plan.r) / wide) * this.scene.across}px`);
      grip.setAttribute("aria-label", `${NAMES[name]}, at ${x.toFixed(2)} and ${y.toFixed(2)} metres. Arrow keys move it.`);
    }
  }

  /**
   * Draw it all.
   * @param {any} theme
   * @param {{straight: ?ArrayLike<number>, candidates: ArrayLike<number>[], motion: ?ArrayLike<number>, isHit: boolean,
   *   share: ?number}} shown angles of motions; share is how far the arm is, null where nothing is to move
   */
  draw(theme, { straight, candidates, motion, isHit, share }) {
    const { scene, plan } = this;
    const { pictureInk: ink } = theme;
    scene.clear(theme.picturePaper);
    scene.reach(ink);
    this.drawDisc(plan, ink, theme.accent, isHit);
    if (straight) this.drawLine(straight, ink);
    for (const values of candidates) scene.way(anglesOf(values), ink, { alpha: 0.35, width: 0.012 });
    if (!motion) return;
    scene.way(motion, ink, { share: share ?? 1 });
    if (share === null) scene.ghosts(motion, ink);
    else scene.arm(poseAt(motion, share), ink);
  }

  drawDisc({ o, r }, ink, accent, isHit) {
    const { context } = this.scene;
    this.scene.circle(o, r);
    context.fillStyle = rgba(ink, 0.16);
    context.fill();
    context.lineWidth = isHit ? 0.03 : 0.012;
    context.strokeStyle = isHit ? accent : rgba(ink, 0.6);
    context.stroke();
  }

  /** The straight line's way, dashed. */
  drawLine(angles, ink) {
    const { context } = this.scene;
    context.setLineDash([0.03, 0.05]);
    this.scene.way(angles, ink, { alpha: 0.55, width: 0.012 });
    context.setLineDash([]);
  }

  destroy() {
    this.scene.destroy();
  }
}
