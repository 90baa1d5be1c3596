// How far a training is, going on at its own speed between two words from the server.

import { write } from "../live/element.js";
import { AT_ONCE, mounted } from "../live/mounting.js";
import { untilBeat } from "./beat.js";

/** @import { MeterFacts } from "../contract.js" */

/** The bar of one training; told anew whenever Python has looked, drawn at every beat. */
class Meter {
  /**
   * @param {any} root
   * @param {MeterFacts} facts
   */
  constructor(root, facts) {
    this.root = root;
    this.update(facts);
    this.draw();
    this.wait();
  }

  wait() {
    this.timer = setTimeout(() => {
      if (!document.hidden) this.draw();
      this.wait();
    }, untilBeat());
  }

  /**
   * Take over what Python knows.
   * @param {MeterFacts} facts
   */
  update(facts) {
    const text = JSON.stringify(facts);
    if (text === this.told) return;
    this.told = text;
    this.facts = facts;
    this.heard = performance.now() - 1_000 * facts.age;
  }

  draw() {
    const { facts } = this;
    const state = ahead(facts, (performance.now() - this.heard) / 1_000);
    const percent = Math.round(1_000 * state.share) / 10;
    const bar = this.root.querySelector(".bar");
    write(this.root.querySelector(".text"), state.text);
    bar.firstElementChild.style.transform = `translateX(${percent - 100}%)`; // which needs no layout
    bar.setAttribute("aria-valuenow", Math.round(percent));
    bar.setAttribute("aria-valuetext", state.text);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/**
 * Where a training is by now, that was at a place some seconds ago and has kept its speed: {share, text}. It waits there
 * when there has been no word for longer than usual, and never finishes by itself.
 * @param {MeterFacts} facts
 * @param {number} seconds since Python knew them
 */
export function ahead({ text, epoch, step, epochs, steps, seconds_left: left, patience }, seconds) {
  const all = epochs * steps;
  const done = epoch * steps + step;
  const known = left !== null && left > 0 && steps > 0;
  const went = known ? Math.min(seconds, patience) * ((all - done) / left) : 0;
  const now = Math.max(done, Math.min(all - 1, done + went));
  const parts = [`Epoch ${Math.min(epochs, Math.floor(steps > 0 ? now / steps : epoch) + 1)} of ${epochs}`];
  if (text) parts.push(text);
  if (left !== null) parts.push(`${duration(Math.max(0, left - Math.min(seconds, patience)))} left`);
  return { share: all > 0 ? now / all : 0, text: parts.join(" · ") };
}

/** A time in the units that matter, such as "3 min 20 s". */
export function duration(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export default mounted(Meter, AT_ONCE);
