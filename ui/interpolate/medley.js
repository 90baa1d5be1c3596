// The path as it sounds, where outputs can be heard: some of its places in turn, and the page goes along.

import { element } from "../live/element.js";

/** @import { Interpolator } from "./interpolator.js" */

const PLACES = 8;

export class Medley {
  /**
   * @param {HTMLElement} root of the large picture, below which the button stands
   * @param {Interpolator} page
   */
  constructor(root, page) {
    this.page = page;
    this.button = element("button", { type: "button", className: "medley" });
    this.button.title = `Hear ${PLACES} places of the path in turn`;
    this.button.addEventListener("click", () => (this.isPlaying ? page.picture.face.silence() : this.play()));
    root.append(this.button);
    this.setPlaying(false);
  }

  play() {
    const { page } = this;
    let turn = -1;
    page.transport.setPlaying(false);
    this.setPlaying(true);
    page.picture.face.hearInTurn(
      () => {
        turn = (turn + 1) % PLACES;
        page.transport.goTo(turn / (PLACES - 1));
        return page.strips.picture(page.shownPath, page.transport.u);
      },
      () => this.setPlaying(false),
    );
  }

  setPlaying(isPlaying) {
    this.isPlaying = isPlaying;
    this.button.setAttribute("aria-pressed", String(isPlaying));
    this.button.textContent = isPlaying ? "Stop" : "Hear the path";
  }
}
