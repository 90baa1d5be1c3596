// The large drawing of a motion: the arm swings with its trail, and a change of the motion takes it from where it is.

import { Clock } from "./motion_clock.js";
import { Scene } from "./motion_scene.js";
import { anglesOf, poseAt } from "./motion_arm.js";
import { element } from "./element.js";

const PACE = ["Pause the arm", "Let the arm swing"];

/** Where nothing is to move of itself, it stands: the whole trail and some poses of the arm, until somebody starts it. */
class MotionFace {
  /** @param {HTMLElement} place that the drawing fills */
  constructor(place) {
    this.canvas = element("canvas", { className: "motion-canvas" });
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "The arm's motion");
    this.button = element("button", { type: "button", className: "motion-pace quiet" });
    this.button.addEventListener("click", () => this.setWanted(!this.isWanted));
    place.append(this.canvas, this.button);
    this.angles = null;
    /** @type {{ink: import("./motion_scene.js").Color, paper: import("./motion_scene.js").Color}} */
    this.look = { ink: [17, 20, 26], paper: [255, 255, 255] };
    this.scene = new Scene(this.canvas, () => this.draw());
    this.clock = new Clock(() => this.draw());
    this.setWanted(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  /** Show a motion, from values in [0, 1]; the arm goes on at the moment where it is. */
  show(values) {
    this.angles = anglesOf(values);
    this.run();
    if (!this.clock.isRunning) this.draw();
  }

  setLook({ ink, paper }) {
    this.look = { ink, paper };
    this.draw();
  }

  setWanted(isWanted) {
    this.isWanted = isWanted;
    this.button.textContent = PACE[isWanted ? 0 : 1];
    this.run();
    this.draw();
  }

  run() {
    this.clock.setRunning(this.isWanted && this.angles !== null);
  }

  draw() {
    const { scene, angles, look } = this;
    scene.clear(look.paper);
    if (!angles) return;
    scene.reach(look.ink);
    const share = this.isWanted ? this.clock.share : 1;
    scene.way(angles, look.ink, { share });
    if (this.isWanted) scene.arm(poseAt(angles, share), look.ink);
    else scene.ghosts(angles, look.ink);
  }

  stop() {
    this.clock.setRunning(false);
    this.scene.destroy();
  }
}

/** Make the drawing in an element. */
export function face(place) {
  return new MotionFace(place);
}
