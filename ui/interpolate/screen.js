// The screen: what each frame draws, how much it may decode, and what waits until the page stands still.

/** @import { Interpolator } from "./interpolator.js" */

const BUDGET = 10; // milliseconds of decoding a frame; what is left over is decoded in the next
const REST = 120; // milliseconds

/** Draws a page: its picture, strips, charts and words. */
export class Screen {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
  }

  /** All strips are stale: everything that tells of them may be, too. */
  renew() {
    const { measures, charts, speech } = this.page;
    measures.renew();
    charts.setStale(!measures.paths);
    speech.setStale(!measures.paths);
    this.isUndrawn = this.isUnheard = true;
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
    this.showPlace();
    this.page.strips.work(performance.now() + BUDGET);
    if (this.page.strips.isWhole) this.showWhole();
    else this.schedule();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  showWhole() {
    const { strips, measures } = this.page;
    strips.unveil();
    if (!measures.paths) measures.begin();
    else if (this.isUndrawn) this.showMeasures();
  }

  /** Draw and say what was measured. */
  showMeasures() {
    const { measures: { paths }, strips, charts, speech } = this.page;
    this.isUndrawn = false;
    strips.describe(paths);
    charts.show(paths);
    speech.show(paths);
  }

  /** The page has stood still for a moment: say what it shows to those who listen, too. */
  rest() {
    const { strips, measures, points, speech } = this.page;
    if (!strips.isWhole) return;
    points.showSamples();
    if (!this.isUnheard || !measures.paths) return;
    this.isUnheard = false;
    speech.announce();
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
