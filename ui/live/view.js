// What part of the plane a map shows: world coordinates (latent units, y up) to screen pixels and back.

/** A map's window onto the plane. */
export class View {
  constructor() {
    this.width = 1;
    this.height = 1;
    this.centerX = 0;
    this.centerY = 0;
    this.scale = 80; // CSS pixels per latent unit
    this.home = [-4, 4, -4, 4];
    this.isHome = true;
  }

  /** Take the size of the canvas in CSS pixels; the middle stays where it is. */
  resize(width, height) {
    const zoom = this.scale / this.homeScale;
    this.width = width;
    this.height = height;
    if (this.isHome) this.reset();
    else this.scale = this.homeScale * zoom;
  }

  /** CSS pixels per latent unit where the home box is seen whole. */
  get homeScale() {
    return Math.min(this.width / (this.home[1] - this.home[0]), this.height / (this.home[3] - this.home[2]));
  }

  /** What is seen, on a canvas of any size: [x and y of the middle, times larger than the home box], or null for that. */
  get part() {
    if (this.isHome) return null;
    return [this.centerX, this.centerY, this.scale / this.homeScale].map((value) => Math.round(value * 1000) / 1000 + 0);
  }

  /** See a part as `part` tells it. */
  show(part) {
    this.reset();
    if (part === null) return;
    [this.centerX, this.centerY] = part;
    this.scale = this.homeScale * Math.min(MAX_ZOOM, part[2]);
    this.isHome = false;
  }

  /** Set the box [x0, x1, y0, y1] that `reset` shows whole. */
  setHome(box) {
    this.home = box;
    this.reset();
  }

  reset() {
    const [x0, x1, y0, y1] = this.home;
    this.scale = this.homeScale;
    this.centerX = (x0 + x1) / 2;
    this.centerY = (y0 + y1) / 2;
    this.isHome = true;
  }

  toScreenX(x) {
    return this.width / 2 + (x - this.centerX) * this.scale;
  }

  toScreenY(y) {
    return this.height / 2 - (y - this.centerY) * this.scale;
  }

  toWorldX(screenX) {
    return this.centerX + (screenX - this.width / 2) / this.scale;
  }

  toWorldY(screenY) {
    return this.centerY - (screenY - this.height / 2) / this.scale;
  }

  /** Zoom by a factor, keeping the place under a screen point where it is. */
  zoomAt(screenX, screenY, factor) {
    const { homeScale } = this;
    const scale = Math.min(homeScale * MAX_ZOOM, Math.max(homeScale * MIN_ZOOM, this.scale * factor));
    const [x, y] = [this.toWorldX(screenX), this.toWorldY(screenY)];
    this.scale = scale;
    this.centerX = x - (screenX - this.width / 2) / scale;
    this.centerY = y + (screenY - this.height / 2) / scale;
    this.isHome = false;
  }

  /** Zoom out until a place is in sight; says whether that was necessary. */
  include(x, y) {
    const fits = Math.min(
      (this.width / 2 - MARGIN) / Math.abs(x - this.centerX), (this.height / 2 - MARGIN) / Math.abs(y - this.centerY));
    if (fits >= this.scale) return false;
    this.scale = fits;
    this.isHome = false;
    return true;
  }

  /** Move what is seen by screen pixels; the middle stays within the home box. */
  pan(dx, dy) {
    const [x0, x1, y0, y1] = this.home;
    this.centerX = Math.min(x1, Math.max(x0, this.centerX - dx / this.scale));
    this.centerY = Math.min(y1, Math.max(y0, this.centerY + dy / this.scale));
    this.isHome = false;
  }
}

const MARGIN = 18; // CSS pixels
const MAX_ZOOM = 16;
const MIN_ZOOM = 0.5;
