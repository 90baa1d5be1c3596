// The decoded manifold: what the decoder draws all over the plane, in tiles made while the page has nothing else to do.

import { Mosaic } from "./mosaic.js";
import { Portion } from "./portion.js";
import { kindOf } from "./kinds.js";
import { lookOf, stretchOf } from "./pixels.js";

/** @import { Outputs } from "./kinds.js" */

const MOST_SLOTS_A_SIDE = 36;
const LARGEST_SHEET = 4096; // pixels a side, which every browser has
const MIN_TILE = 30; // CSS pixels
const MIN_WIDE_TILE = 18; // CSS pixels from top to bottom: a word is read along its width
const SPARE_SLOTS = 1.44; // slots for a tile that is wanted, as their number follows a step that doubles
const REPORT_EVERY = 70; // milliseconds: drawing a map of tiles takes longer than making some
const SLICE = 8; // milliseconds of work where the browser is never idle

/** Tiles of the plane on a grid whose step halves at every second level, so that panning and zooming keep them. */
export class Manifold {
  /**
   * @param {(places: [number, number][]) => Float32Array | null} decode pixels at places of the plane, one picture after
   *   another; null where they have not come yet, which is asked again
   * @param {boolean} isLine whether the second coordinate says nothing: one row of tiles
   * @param {Outputs} outputs
   * @param {() => void} onProgress called after some tiles were made
   */
  constructor(decode, isLine, outputs, onProgress) {
    this.decode = decode;
    this.isLine = isLine;
    this.onProgress = onProgress;
    this.portion = new Portion();
    this.mosaic = new Mosaic(decode, outputs);
    this.atlas = document.createElement("canvas");
    this.kind = kindOf(outputs);
    const raster = this.kind.raster(outputs.shape);
    const [height, width] = raster;
    this.height = height;
    this.width = width;
    this.stretch = stretchOf(raster);
    this.slotsASide = Math.min(MOST_SLOTS_A_SIDE, Math.floor(LARGEST_SHEET / Math.max(height, width)));
    this.atlas.width = this.slotsASide * width;
    this.atlas.height = this.slotsASide * height;
    this.context = this.atlas.getContext("2d");
    this.data = new ImageData(width, height);
    this.words = new Uint32Array(this.data.data.buffer);
    this.look = lookOf([0, 0, 0], null);
    this.isPaused = false;
    this.reported = 0;
    this.clear();
  }

  get numSlots() {
    return this.slotsASide ** 2;
  }

  setInk(ink) {
    this.look = lookOf(ink, null);
    this.clear();
  }

  /** Forget every picture: they have changed. */
  clear() {
    this.mosaic.clear();
    this.forgetTiles();
  }

  forgetTiles() {
    this.slots = new Map(); // by tile, the least recently wanted first
    this.level = null;
    this.shown = null;
    this.missing = [];
  }

  /** Hold back while the pointer drags, so that the picture has the whole frame. */
  setPaused(isPaused) {
    this.isPaused = isPaused;
    if (!isPaused) this.schedule();
  }

  /** Find out which tiles a view needs and begin to make them, from its middle outwards. */
  request(view) {
    const level = this.levelFor(view);
    if (level !== this.level) {
      if (this.missing.length === 0) this.shown = this.level;
      this.level = level;
    }
    const step = stepOf(level);
    const [middleX, middleY] = [view.centerX / (step * this.stretch), view.centerY / step];
    const wanted = this.tilesOf(view, level);
    for (const [key] of wanted) this.touch(key);
    this.missing = wanted
      .filter(([key]) => !this.slots.has(key))
      .sort((a, b) => this.far(b, middleX, middleY) - this.far(a, middleX, middleY));
    if (this.missing.length === 0 && this.hasPredecessors) {
      this.dropPredecessors();
      this.onProgress();
    }
    this.schedule();
  }

  far([, column, row], middleX, middleY) {
    return Math.hypot((column - middleX) * this.stretch, row - middleY);
  }

  /** The level whose tiles are neither too small nor too many for a view. */
  levelFor(view) {
    const least = this.kind.leastTile ?? (this.stretch > 1 ? MIN_WIDE_TILE : MIN_TILE);
    const target = Math.max(least, Math.sqrt((view.width * view.height * SPARE_SLOTS) / (this.numSlots * this.stretch)));
    return Math.round(2 * Math.log2(target / view.scale));
  }

  /** Whether something shows until all tiles are made: those of the level before, or the mosaic. */
  get hasPredecessors() {
    return this.shown !== null || this.mosaic.shown !== null;
  }

  dropPredecessors() {
    this.shown = null;
    this.mosaic.shown = null;
  }

  /** Begin to make all pictures of a view anew, as a mosaic that takes the place of the tiles once it is whole. */
  renew(view) {
    const level = this.levelFor(view);
    this.mosaic.begin({ step: stepOf(level), ...this.rangeOf(view, level) });
  }

  get isRenewing() {
    return this.mosaic.begun !== null;
  }

  /** Go on with that until a time. */
  renewUntil(end) {
    if (!this.mosaic.work(end, this.look)) return;
    this.forgetTiles();
    this.onProgress();
  }

  /** Draw the tiles there are: what was there before shows until its successors are made. */
  draw(context, view) {
    this.mosaic.draw(context, view);
    for (const level of [this.shown, this.level]) {
      if (level === null) continue;
      const { width, height, stretch } = this;
      const tall = stepOf(level) * view.scale;
      const wide = tall * stretch;
      const scale = Math.min(wide / width, tall / height);
      for (const [key, i, j] of this.tilesOf(view, level)) {
        const slot = this.slots.get(key);
        if (slot === undefined) continue;
        const x = view.toScreenX(i * stepOf(level) * stretch) - wide / 2;
        const y = view.toScreenY(j * stepOf(level)) - tall / 2;
        if (level === this.level && this.hasPredecessors) context.clearRect(x, y, wide, tall);
        const [left, top] = this.placeOf(slot);
        context.drawImage(this.atlas, left, top, width, height,
          x + (wide - scale * width) / 2, y + (tall - scale * height) / 2, scale * width, scale * height);
      }
    }
  }

  destroy() {
    cancelIdle(this.job);
    this.clear();
  }

  /** List [key, column, row] of the tiles that a view touches. */
  tilesOf(view, level) {
    const { left, right, bottom, top } = this.rangeOf(view, level);
    const tiles = [];
    if ((right - left + 1) * (top - bottom + 1) > this.numSlots) return tiles;
    for (let j = bottom; j <= top; j++) for (let i = left; i <= right; i++) tiles.push([`${level}:${i}:${j}`, i, j]);
    return tiles;
  }

  /** The first and last columns and rows of the tiles that a view touches. */
  rangeOf(view, level) {
    const range = (from, to, step) => [from, to].map((place) => Math.round(place / step));
    const [left, right] = range(view.toWorldX(0), view.toWorldX(view.width), stepOf(level) * this.stretch);
    const [bottom, top] = this.isLine ? [0, 0] : range(view.toWorldY(view.height), view.toWorldY(0), stepOf(level));
    return { left, right, bottom, top };
  }

  schedule() {
    if (this.job || this.isPaused || this.missing.length === 0) return;
    this.job = whenIdle((timeLeft) => {
      this.job = null;
      if (this.isPaused || this.missing.length === 0) return; // a view in which all is there may have come since
      let areThere = true;
      do this.portion.run(() => (areThere = this.makeTiles(this.missing.splice(-this.portion.size))));
      while (areThere && this.missing.length > 0 && timeLeft() > 2);
      if (!areThere) return this.awaitTiles();
      if (this.missing.length === 0) this.dropPredecessors();
      const now = performance.now();
      if (this.missing.length === 0 || now - this.reported > REPORT_EVERY) {
        this.reported = now;
        this.onProgress();
      }
      this.schedule();
    });
  }

  /** Ask for all that is missing at once; whoever hears that it has come requests it again. */
  awaitTiles() {
    this.decode(this.placesOf(this.missing));
    this.onProgress();
  }

  /** @returns {boolean} whether their pictures are there */
  makeTiles(tiles) {
    const pixels = this.decode(this.placesOf(tiles));
    if (!pixels) {
      this.missing.push(...tiles);
      return false;
    }
    const size = pixels.length / tiles.length;
    tiles.forEach(([key], index) => {
      this.kind.fill(this.words, pixels.subarray(index * size, (index + 1) * size), this.look);
      const slot = this.freeSlot();
      const [left, top] = this.placeOf(slot);
      this.context.putImageData(this.data, left, top);
      this.slots.set(key, slot);
    });
    return true;
  }

  /** Where tiles lie on the plane. */
  placesOf(tiles) {
    const step = stepOf(this.level);
    return tiles.map(([, i, j]) => [i * step * this.stretch, j * step]);
  }

  /** Left and top of a slot. */
  placeOf(slot) {
    return [(slot % this.slotsASide) * this.width, Math.floor(slot / this.slotsASide) * this.height];
  }

  /** Mark a tile as wanted, if there is one. */
  touch(key) {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    this.slots.delete(key);
    this.slots.set(key, slot);
  }

  /** A place in the atlas: an empty one, or that of the tile which has not been wanted for longest. */
  freeSlot() {
    if (this.slots.size < this.numSlots) return this.slots.size;
    const [oldest, slot] = this.slots.entries().next().value;
    this.slots.delete(oldest);
    return slot;
  }
}

function stepOf(level) {
  return 2 ** (level / 2);
}

/** requestIdleCallback, or a timer with a budget where a browser lacks it. */
export function whenIdle(callback) {
  if (window.requestIdleCallback) {
    const run = (deadline) => {
      const end = performance.now() + SLICE;
      callback(() => (deadline.didTimeout ? end - performance.now() : deadline.timeRemaining()));
    };
    return requestIdleCallback(run, { timeout: 200 });
  }
  return setTimeout(() => {
    const end = performance.now() + SLICE;
    callback(() => end - performance.now());
  }, 12);
}

export function cancelIdle(job) {
  if (!job) return;
  if (window.cancelIdleCallback) cancelIdleCallback(job);
  else clearTimeout(job);
}
