// A piano roll on a canvas: pitches upwards, two bars from left to right, and where the sound is now.

import { isBlack, LOWEST_PITCH, NUM_PITCHES, pitchName, sounding, STEPS, STEPS_A_BEAT } from "./melody_notes.js";
import { rgba } from "./theme.js";

const LEAST_CHANCE = 0.04; // of a chance to sound: less would only smudge
const [KEYS_WIDTH, LABEL_SIZE] = [12, 10]; // CSS pixels: the keys at the left, and letters beside them

export class MelodyRoll {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false }); // opaque: the compositor copies it and blends nothing
    /** @type {{ink: any, paper: any}} [r, g, b] each */
    this.look = { ink: [0, 0, 0], paper: [255, 255, 255] };
    this.accent = "#2a53c8";
    this.ground = document.createElement("canvas"); // lines and keys, which are drawn anew only when they change
    this.drawn = "";
  }

  get left() {
    return Math.round(KEYS_WIDTH * window.devicePixelRatio);
  }

  get stepWidth() {
    return (this.canvas.width - this.left) / STEPS;
  }

  get rowHeight() {
    return this.canvas.height / NUM_PITCHES;
  }

  /** Fit the canvas to its place on the page; returns whether it changed. */
  fit() {
    const scale = window.devicePixelRatio;
    const [wide, high] = [this.canvas.clientWidth, this.canvas.clientHeight].map((side) => Math.round(side * scale));
    if (wide === 0 || high === 0 || (wide === this.canvas.width && high === this.canvas.height)) return false;
    Object.assign(this.canvas, { width: wide, height: high });
    return true;
  }

  /**
   * @param {ArrayLike<number>} values the probability of every token at every sixteenth
   * @param {number | null} position sixteenth that is heard now
   */
  draw(values, position) {
    this.renewGround();
    this.context.drawImage(this.ground, 0, 0);
    const { chances, held } = sounding(values);
    const { context, left, stepWidth, rowHeight } = this;
    const gap = Math.max(1, 0.14 * stepWidth);
    const tall = Math.max(1, rowHeight - 1);
    const heard = position === null ? -1 : Math.floor(position);
    for (let step = 0; step < STEPS; step++) {
      context.fillStyle = step === heard ? this.accent : rgba(this.look.ink, 1);
      const x = left + step * stepWidth;
      for (let pitch = 0; pitch < NUM_PITCHES; pitch++) {
        const share = chances[step * NUM_PITCHES + pitch];
        if (share < LEAST_CHANCE) continue;
        const top = (NUM_PITCHES - 1 - pitch) * rowHeight;
        context.globalAlpha = Math.min(1, share);
        context.fillRect(x + gap, top, stepWidth - gap + 0.5, tall);
        // what goes on fills the gap before it, what begins there is set off
        const on = held[step * NUM_PITCHES + pitch];
        if (on < LEAST_CHANCE) continue;
        context.globalAlpha = Math.min(1, on);
        context.fillRect(x, top, gap, tall);
      }
    }
    context.globalAlpha = 1;
    if (position !== null) this.drawPosition(position);
  }

  renewGround() {
    const { width, height } = this.canvas;
    const wanted = [width, height, this.look.ink, this.look.paper].join();
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    Object.assign(this.ground, { width, height });
    this.drawGround(this.ground.getContext("2d"));
  }

  /** @param {CanvasRenderingContext2D} context */
  drawGround(context) {
    const { canvas, left, rowHeight, stepWidth, look } = this;
    context.fillStyle = rgba(look.paper, 1);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = `${LABEL_SIZE * window.devicePixelRatio}px ${getComputedStyle(canvas).fontFamily}`;
    context.textBaseline = "bottom";
    for (let pitch = 0; pitch < NUM_PITCHES; pitch++) {
      const top = (NUM_PITCHES - 1 - pitch) * rowHeight;
      if (isBlack(LOWEST_PITCH + pitch)) {
        context.fillStyle = rgba(look.ink, 0.05);
        context.fillRect(left, top, canvas.width - left, rowHeight);
        context.fillStyle = rgba(look.ink, 0.55);
        context.fillRect(0, top, 0.65 * left, rowHeight);
      }
      if ((LOWEST_PITCH + pitch) % 12 !== 0) continue;
      context.fillStyle = rgba(look.ink, 0.18);
      context.fillRect(0, top + rowHeight - 1, canvas.width, 1);
      context.fillStyle = rgba(look.ink, 0.6);
      context.fillText(pitchName(LOWEST_PITCH + pitch), left + 2 * window.devicePixelRatio, top + rowHeight - 1);
    }
    for (let step = 0; step <= STEPS; step += STEPS_A_BEAT) {
      context.fillStyle = rgba(look.ink, step % (STEPS / 2) === 0 ? 0.3 : 0.1);
      context.fillRect(Math.min(canvas.width - 1, Math.round(left + step * stepWidth)), 0, 1, canvas.height);
    }
  }

  drawPosition(position) {
    this.context.fillStyle = this.accent;
    const x = this.left + position * this.stepWidth;
    this.context.fillRect(x - 1, 0, Math.max(2, 0.1 * this.stepWidth), this.canvas.height);
  }
}
