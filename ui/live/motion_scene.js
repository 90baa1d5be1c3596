// The arm's plane on a canvas: the arm, the way of its tip, and where a pointer is, in metres.

import { ARM_BOX, ARM_REACH, elbowAt, poseAt, tipAt, tipsOf } from "./motion_arm.js";
import { rgba } from "./theme.js";

/** @typedef {import("./motion_arm.js").Place} Place */
/** @typedef {[number, number, number]} Color red, green and blue */

const LINK = 0.034; // metres: half as wide as the upper arm
const WAY = 0.022;
const LEAST_WAY = 1.8; // CSS pixels
const MOST_RATIO = 3;

/** Draws in metres; as many pixels as the screen shows. */
export class Scene {
  /**
   * @param {HTMLCanvasElement} canvas in the ratio of the plane's box
   * @param {() => void} onFit the canvas has another size and is empty
   */
  constructor(canvas, onFit) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.observer = new ResizeObserver(() => {
      if (this.fit()) onFit();
    });
    this.observer.observe(canvas);
    this.fit();
  }

  /** Whether the canvas has got another size. */
  fit() {
    const ratio = Math.min(MOST_RATIO, globalThis.devicePixelRatio || 1);
    this.across = this.canvas.clientWidth || 300; // CSS pixels: who asks in every frame would lay out the page anew
    const width = Math.max(1, Math.round(this.across * ratio));
    if (width === this.canvas.width) return false;
    this.canvas.width = width;
    this.canvas.height = Math.round((width * (ARM_BOX[3] - ARM_BOX[2])) / (ARM_BOX[1] - ARM_BOX[0]));
    return true;
  }

  /** @param {Color} paper */
  clear(paper) {
    const { context, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = rgba(paper, 1);
    context.fillRect(0, 0, canvas.width, canvas.height);
    const scale = canvas.width / (ARM_BOX[1] - ARM_BOX[0]);
    context.setTransform(scale, 0, 0, -scale, -ARM_BOX[0] * scale, ARM_BOX[3] * scale);
    context.lineCap = context.lineJoin = "round";
  }

  /**
   * What the arm can reach at all.
   * @param {Color} ink
   */
  reach(ink) {
    this.circle([0, 0], ARM_REACH);
    this.context.lineWidth = 0.008;
    this.context.strokeStyle = rgba(ink, 0.12);
    this.context.stroke();
  }

  /**
   * The tip's way; of what is yet to come a paler one.
   * @param {ArrayLike<number>} angles of a motion, shoulder and elbow in turn
   * @param {Color} ink
   * @param {{share?: number, alpha?: number, width?: number}} look how much of it is done, and how dark it is
   */
  way(angles, ink, { share = 1, alpha = 0.9, width = WAY } = {}) {
    const tips = tipsOf(angles);
    const last = tips.length / 2 - 1;
    const done = share * last;
    this.context.lineWidth = Math.max(width, (LEAST_WAY * (ARM_BOX[1] - ARM_BOX[0])) / this.across);
    for (let step = 0; step < last; step++) {
      // Pieces of one ink each: the later the darker.
      this.context.strokeStyle = rgba(ink, alpha * (step < done ? 0.4 + (0.6 * step) / last : 0.2));
      this.line([tips[2 * step], tips[2 * step + 1]], [tips[2 * step + 2], tips[2 * step + 3]]);
    }
  }

  /**
   * The arm in a pose.
   * @param {import("./motion_arm.js").Pose} pose
   * @param {Color} ink
   */
  arm([shoulder, elbow], ink, alpha = 1) {
    const { context } = this;
    const [bend, tip] = [elbowAt(shoulder), tipAt(shoulder, elbow)];
    context.strokeStyle = context.fillStyle = rgba(ink, alpha);
    context.lineWidth = 2 * LINK;
    this.line([0, 0], bend);
    context.lineWidth = 1.4 * LINK;
    this.line(bend, tip);
    this.dot([0, 0], 2 * LINK);
    this.dot(bend, 1.5 * LINK);
    this.dot(tip, 1.2 * LINK);
  }

  /**
   * The arm at some moments of a motion, the later the darker: for who wants nothing to move.
   * @param {ArrayLike<number>} angles
   * @param {Color} ink
   */
  ghosts(angles, ink, count = 5) {
    for (let ghost = 0; ghost < count; ghost++) {
      const share = ghost / (count - 1);
      this.arm(poseAt(angles, share), ink, ghost === count - 1 ? 1 : 0.1 + 0.12 * share);
    }
  }

  /**
   * @param {Place} from
   * @param {Place} to
   */
  line([fromX, fromY], [toX, toY]) {
    this.context.beginPath();
    this.context.moveTo(fromX, fromY);
    this.context.lineTo(toX, toY);
    this.context.stroke();
  }

  /**
   * @param {Place} place
   * @param {number} radius
   */
  dot(place, radius) {
    this.circle(place, radius);
    this.context.fill();
  }

  /**
   * Begin the path of a circle.
   * @param {Place} place
   * @param {number} radius
   */
  circle([x, y], radius) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
  }

  /**
   * Where a pointer is, in metres.
   * @param {PointerEvent} event
   * @returns {Place}
   */
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = ARM_BOX[0] + ((event.clientX - box.left) / box.width) * (ARM_BOX[1] - ARM_BOX[0]);
    const y = ARM_BOX[3] - ((event.clientY - box.top) / box.height) * (ARM_BOX[3] - ARM_BOX[2]);
    return [x, y];
  }

  destroy() {
    this.observer.disconnect();
  }
}
