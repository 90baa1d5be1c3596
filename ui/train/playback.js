// Which frame of a film is shown: one that somebody went to, one after the other, or always the newest.

const PLAY_TIME = 8_000; // milliseconds from the first frame to the last
const FASTEST_FRAME = 100;
const SLOWEST_FRAME = 500;
const BIG_STEP = 5;
const FEW_FRAMES = 4; // that came at once and are shown one after the other

/** Moves `index` through `frames` as the controls under the film ask. */
export class Playback {
  /**
   * Handlers: onChange() when there is something else to show, onStand() when a visitor has chosen where it stands,
   * timed(milliseconds), how long it waits where it would wait that long; the last may be missing.
   */
  constructor(root, frames, handlers) {
    this.root = root;
    this.frames = frames;
    this.handlers = handlers;
    this.index = 0;
    this.isFollowing = true;
    this.abort = new AbortController();
    this.listen();
  }

  get isPlaying() {
    return Boolean(this.playing);
  }

  get last() {
    return this.frames.count - 1;
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  listen() {
    const { signal } = this.abort;
    const on = (selector, type, listener) => this.find(selector).addEventListener(type, listener, { signal });
    on(".walk", "click", () => this.setPlaying(!this.playing));
    on(".live", "click", () => this.follow());
    on(".scrubber", "input", (event) => this.scrubTo(Number(event.target.value)));
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target.tagName === "SELECT") return;
    const isButton = target.tagName === "BUTTON";
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key];
    if (direction) this.step(direction, event.shiftKey);
    else if (key === "Home") this.scrubTo(0);
    else if (key === "End") this.scrubTo(this.last);
    else if (key === " " && !isButton) this.setPlaying(!this.playing);
    else return;
    event.preventDefault();
  }

  /**
   * There are other frames than before; the epoch that was shown may be one of those no longer kept. Following, it goes
   * to the newest, through the others if they are few, evenly in the milliseconds until more may come.
   */
  arrive(shownEpoch, time) {
    this.find(".scrubber").max = this.last;
    clearTimeout(this.catching);
    if (!this.isFollowing) {
      this.index = this.frames.nearest(shownEpoch);
      return;
    }
    const numNew = this.frames.epochs.filter((epoch) => epoch > shownEpoch).length;
    const isSlow = numNew > 1 && numNew <= FEW_FRAMES && time > 0;
    this.index = isSlow ? this.last - numNew + 1 : this.last;
    if (isSlow) this.catchUp(time / numNew);
  }

  /** Go on, frame by frame, to the newest, unless a visitor goes elsewhere. */
  catchUp(frameTime) {
    this.catching = setTimeout(() => {
      if (!this.isFollowing || this.index === this.last) return;
      this.goTo(this.index + 1);
      this.catchUp(frameTime);
    }, this.handlers.timed?.(frameTime) ?? frameTime);
  }

  step(direction, isBig) {
    this.scrubTo(this.index + direction * (isBig ? BIG_STEP : 1));
  }

  /** Go to a frame because the visitor wants to: that ends playing, and following unless it is the newest. */
  scrubTo(index) {
    this.setPlaying(false);
    this.goTo(index);
    this.isFollowing = this.index === this.last;
    this.handlers.onStand();
  }

  goTo(index) {
    this.index = Math.max(0, Math.min(this.last, index));
    this.handlers.onChange();
  }

  follow() {
    this.setPlaying(false);
    this.isFollowing = true;
    this.goTo(this.last);
  }

  setPlaying(isPlaying) {
    if (isPlaying === this.isPlaying) return;
    const button = this.find(".walk");
    button.setAttribute("aria-pressed", String(isPlaying));
    button.querySelector("span").textContent = isPlaying ? "Pause" : "Play";
    cancelAnimationFrame(this.playing);
    this.playing = null;
    if (!isPlaying) {
      this.handlers.onStand();
      return;
    }
    this.isFollowing = false;
    if (this.index === this.last) this.goTo(0);
    let position = this.index;
    let before = null;
    const advance = (now) => {
      position += before === null ? 0 : Math.min(100, now - before) / this.frameTime;
      before = now;
      this.playing = requestAnimationFrame(advance);
      if (Math.floor(position) !== this.index) this.goTo(Math.floor(position));
      if (this.index === this.last) {
        this.setPlaying(false);
        this.isFollowing = true;
      }
    };
    this.playing = requestAnimationFrame(advance);
  }

  /** How long a frame stands while the film plays, in milliseconds. */
  get frameTime() {
    const time = Math.max(FASTEST_FRAME, Math.min(SLOWEST_FRAME, PLAY_TIME / this.frames.count));
    return time / Number(this.find(".speed select").value);
  }

  destroy() {
    cancelAnimationFrame(this.playing);
    clearTimeout(this.catching);
    this.abort.abort();
  }
}
