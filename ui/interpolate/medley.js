// The path as it sounds, where outputs can be heard: some of its places in turn, and the page goes along.

import { element } from "../live/element.js";

/** @import { Interpolator } from "./interpolator.js" */

const PLACES = 8;

export class Medley {
  /**
   * @param {HTMLElement} root of the large picture, below which the buttons stand
   * @param {Interpolator} page
   */
  constructor(root, page) {
    this.page = page;
    const title = `Hear ${PLACES} places of the path in turn`;
    this.button = element("button", { type: "button", className: "medley-play", title });
    this.button.addEventListener("click", () => (this.isPlaying ? page.picture.face.silence() : this.play()));
    const save = element("button", { type: "button", className: "quiet", textContent: "WAV" });
    save.title = `Save ${PLACES} places of the path as a WAV file, in the tempo and with the instrument that are set`;
    save.setAttribute("aria-label", "Save the path as WAV");
    save.addEventListener("click", () => page.picture.face.saveInTurn(this.places(), page.shownPath));
    const row = element("div", { className: "medley" });
    row.append(this.button, save);
    root.append(row);
    this.setPlaying(false);
  }

  /** Yields what is heard in turn, in the same array every time. */
  * places() {
    for (let turn = 0; turn < PLACES; turn++) yield this.page.strips.picture(this.page.shownPath, turn / (PLACES - 1));
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
