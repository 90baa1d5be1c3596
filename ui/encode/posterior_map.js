// The map of Encode: the posteriors of the pictures on it, drawn to scale, and looking around with the decoder.

import { LatentMap } from "../live/map.js";
import { fillMap } from "../live/run_map.js";
import { drawAnswer, drawPosterior } from "../live/ellipse.js";
import { Loupe } from "./loupe.js";
import { Mark } from "./mark.js";

/** @import { Stage } from "./stage.js" */

/**
 * A run's map with posteriors on it. `page` has facts, tensors, plane, decoder, posteriors, given (the pictures), main
 * (the one in hand or null), isDrawMode and schedule().
 */
export class PosteriorMap {
  /**
   * @param {any} root
   * @param {Stage} page
   */
  constructor(root, page) {
    this.page = page;
    this.found = null; // the posterior about the best place
    this.peek = null; // a code looked at while the map is dragged
    this.tileZ = new Float32Array(page.plane.dims);
    this.map = this.build(root.querySelector(".map"), root.querySelector(".reset-view"));
    this.map.overlay = (context, view) => this.drawOthers(context, view);
    this.mark = new Mark(root.querySelector(".map"));
    this.loupe = new Loupe(root.querySelector(".loupe"));
  }

  build(container, resetView) {
    const { page } = this;
    const map = new LatentMap(container, {
      onMove: (x, y) => this.lookAt(x, y),
      onRelease: () => this.lookBack(),
      onKey: (dx, dy) => {
        map.view.pan(-40 * dx, 40 * dy);
        map.viewChanged();
      },
      onHome: () => map.resetView(),
      onView: () => {
        resetView.hidden = this.map?.view.isHome ?? true;
        page.schedule();
      },
    });
    fillMap(map, page, {
      description: "Map of latent space with the posterior. Arrow keys move what is seen, plus and minus zoom, Home shows all.",
      faded: null,
      isNamed: !page.facts.is_conditional,
      tiles: { network: page.decoder, codeAt: (x, y) => this.codeAt(x, y), label: () => this.decoderLabel() },
    });
    map.cursor.hidden = true;
    map.layers.manifold = false;
    map.view.setHome(page.facts.home_box);
    return map;
  }

  /** Dragging over the map looks around with the decoder; letting go returns to the picture. */
  lookAt(x, y) {
    const { page: { main, plane } } = this;
    const base = main?.posterior?.mean ?? new Float64Array(plane.dims);
    const z = plane.moved(base, x, plane.isLine ? 0 : y, new Float32Array(plane.dims));
    this.peek = { z, place: [x, y] };
    this.page.schedule();
  }

  lookBack() {
    this.peek = null;
    this.page.schedule();
  }

  /** Pixels at the place looked at, or null. */
  peekPixels() {
    return this.peek && this.page.decoder.forward(this.peek.z, this.decoderLabel());
  }

  codeAt(x, y) {
    const { page: { main, plane } } = this;
    return plane.moved(main?.posterior?.mean ?? plane.mean, x, y, this.tileZ);
  }

  decoderLabel() {
    const { page: { facts, main, posteriors } } = this;
    return facts.is_conditional ? main?.posterior?.label ?? posteriors.choice ?? 0 : null;
  }

  /** Show the best place that was found, or none for null. */
  showFound(found) {
    this.found = found;
    this.map.refreshPart("above");
    this.page.schedule();
  }

  /** Every posterior is to be drawn again. */
  forget() {
    this.drawnOthers = null;
  }

  /** The ellipse moves every frame on a small canvas of its own; the map below it stands still. */
  draw() {
    const { map, peek, page: { main, given, isDrawMode, plane } } = this;
    const shape = main?.posterior ? this.shapeOf(main) : null;
    this.light(main?.posterior?.label ?? null);
    const style = { color: map.theme.accent, theme: map.theme, isLine: plane.isLine };
    this.mark.show(peek ? { place: peek.place, covariance: null, name: "" } : shape, map, style);
    this.loupe.show(peek ? null : shape, map, style.color);
    if (this.drawnOthers === given && this.drawnMain === main) return;
    const isLive = isDrawMode && this.drawnOthers === given;
    this.drawnOthers = given;
    this.drawnMain = main;
    if (!isLive) map.refreshPart("above");
  }

  /** Let all classes fade but the one that the networks are told, or none for null. */
  light(label) {
    const { points } = this.map;
    if (points.faded === label) return;
    points.faded = label;
    this.map.refreshPart("dots");
  }

  drawOthers(context, view) {
    const { map, page: { main, given, isDrawMode, plane } } = this;
    if (this.found && main?.posterior) this.drawFound(context, view, main);
    if (isDrawMode) return;
    const style = { color: map.theme.accent, theme: map.theme, isLine: plane.isLine, isMain: false };
    for (const picture of given) {
      if (picture !== main && picture.posterior) drawPosterior(context, view, this.shapeOf(picture), style);
    }
  }

  drawFound(context, view, main) {
    const { map, page: { posteriors, plane } } = this;
    const [guess, answer] = [main.posterior, this.found].map((posterior) => posteriors.onMap(posterior, plane).place);
    drawAnswer(context, view, guess, answer, { theme: map.theme, isLine: plane.isLine });
  }

  /** A picture's ellipse on the map, numbered where there are several. */
  shapeOf(picture) {
    const { posteriors, plane, given, isDrawMode } = this.page;
    const name = given.length > 1 && !isDrawMode ? String(given.indexOf(picture) + 1) : "";
    return { ...posteriors.onMap(picture.posterior, plane), name };
  }
}
