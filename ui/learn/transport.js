// Play, pause and a slider through the epochs of a film, and how far what moves is between two of them.

import { element } from "../live/element.js";
import { Dial } from "./dial.js";

const GLIDE_SHARE = 0.65; // of the time that an epoch is shown, in which things move there from the one before

/** @import { StepView } from "./step_view.js" */

/** `onShow(index)` is told which epoch is gone to; `at` glides towards it. */
export class Transport {
  /**
   * @param {StepView} view
   * @param {(index: number) => void} onShow
   */
  constructor(view, onShow) {
    this.view = view;
    this.onShow = onShow;
    this.index = 0;
    this.at = 0;
    this.last = 0;
    /** @type {ArrayLike<number> | null} */
    this.epochs = null;
    this.button = view.button(view.say("play"), () => this.setPlaying(!this.isPlaying), "primary play");
    this.dial = new Dial(view, "", { max: 1, value: 0, testid: "epoch" }, (index) => {
      this.setPlaying(false);
      this.show(index);
    });
    this.dial.input.setAttribute("aria-label", view.say("epochs"));
    this.root = element("div", { className: "dial transport" });
    this.root.append(this.button, this.dial.input, this.dial.output);
  }

  /**
   * @param {ArrayLike<number>} epochs that there are
   * @param {number} time milliseconds that each is shown
   */
  take(epochs, time) {
    this.epochs = epochs;
    this.time = time;
    this.last = epochs.length - 1;
    this.dial.input.max = String(this.last);
  }

  setPlaying(isPlaying) {
    if (!this.epochs) return; // they are still coming
    this.isPlaying = isPlaying;
    this.button.textContent = this.view.say(isPlaying ? "pause" : "play");
    clearInterval(this.timer);
    if (!isPlaying) return;
    if (this.index === this.last) this.show(0);
    this.timer = setInterval(() => {
      this.show(this.index + 1);
      if (this.index === this.last) this.setPlaying(false);
    }, this.time);
  }

  /** Go to an epoch; what moves glides there unless motion is not wanted. */
  show(index) {
    if (!this.epochs) return;
    this.index = Math.max(0, Math.min(this.last, index));
    this.from = this.at;
    this.began = performance.now();
    const epoch = this.epochs[this.index];
    this.dial.value = this.index;
    this.dial.show(epoch ? this.view.say("epoch", { epoch }) : this.view.say("untrained"));
    this.onShow(this.index);
  }

  /** Move on; says whether the way goes on. */
  glide() {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const share = isStill ? 1 : Math.min(1, (performance.now() - this.began) / (GLIDE_SHARE * this.time));
    this.at = this.from + (this.index - this.from) * share * (2 - share);
    return share < 1;
  }

  /** The epochs before and after where things are, and how far it is from one to the other: [low, high, share]. */
  get between() {
    const low = Math.floor(this.at);
    return [low, Math.min(low + 1, this.last), this.at - low];
  }

  destroy() {
    clearInterval(this.timer);
  }
}
