// The screen: what each frame draws, how much it may decode, and what waits until the page stands still.

/** @import { Interpolator } from "./interpolator.js" */

const BUDGET = 10; // milliseconds of decoding a frame; what is left over is decoded in the next
const REST = 120; // milliseconds
const SPEAK_EVERY = 250; // milliseconds

/** Draws a page: its picture, strips, charts and words. */
export class Screen {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
  }

  /** All strips are stale: everything that tells of them is, too. */
  renew() {
    this.isUnsaid = this.isUndrawn = this.isUnheard = true;
    this.schedule();
  }

  redrawCharts() {
    this.isUndrawn = true;
    this.schedule();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  render() {
    this.frame = null;
    const began = performance.now();
    this.showPlace();
    this.page.strips.work(began + BUDGET);
    if (!this.page.strips.isWhole) this.schedule();
    else if (this.isUnsaid && began - (this.spokenAt ?? 0) > SPEAK_EVERY) this.speak(began);
    else if (this.isUndrawn && !this.isUnsaid) this.drawCharts();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  speak(now) {
    this.isUnsaid = false;
    this.spokenAt = now;
    this.page.speech.show();
    this.drawCharts();
  }

  drawCharts() {
    this.isUndrawn = false;
    this.page.strips.describe();
    this.page.charts.show();
  }

  /** The page has stood still for a moment: say what it shows to those who listen, too. */
  rest() {
    if (!this.page.strips.isWhole) return;
    if (this.isUnsaid) this.speak(performance.now());
    this.page.points.showSamples();
    if (!this.isUnheard) return;
    this.isUnheard = false;
    this.page.speech.announce();
  }

  /** The large picture, the map's cursor, the markers and the scrubber stand at the same place. */
  showPlace() {
    const { shownPath, strips, map, routeMap, picture, charts, transport } = this.page;
    const { u } = transport;
    const code = strips.codeAt(shownPath, u);
    map.cursor.hidden = code === null;
    if (code) map.setCursor(...routeMap.placeOf(code));
    picture.paint(strips.picture(shownPath, u));
    strips.mark(u);
    charts.mark(u);
    transport.show();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
  }
}
