// The transport: where on the way the page stands, playing, and how evenly the way is walked.

const PLAY_SECONDS = 4; // from A to B

/** Play button, scrubber, easing and loop. `onGo(u)` moves the page; `onSettings()` is told of easing and loop. */
export class Transport {
  constructor(root, { easing, loop }, { onGo, onStop, onSettings }) {
    this.root = root;
    this.u = 0.5;
    this.onGo = onGo;
    this.onStop = onStop;
    this.scrubber = root.querySelector(".scrubber");
    this.button = root.querySelector(".walk");
    this.select = root.querySelector(".easing");
    this.loopButton = root.querySelector(".loop");
    this.button.addEventListener("click", () => this.setPlaying(!this.playing));
    this.scrubber.addEventListener("input", () => {
      this.setPlaying(false);
      this.goTo(Number(this.scrubber.value));
    });
    this.scrubber.addEventListener("change", () => onStop());
    this.select.addEventListener("change", () => {
      this.easing = this.select.value;
      onSettings();
    });
    this.loopButton.addEventListener("click", () => {
      this.setSettings({ easing: this.easing, loop: !this.loop });
      onSettings();
    });
    this.setSettings({ easing, loop });
  }

  setSettings({ easing, loop }) {
    this.easing = easing;
    this.loop = loop;
    this.select.value = easing;
    this.loopButton.setAttribute("aria-pressed", String(loop));
  }

  goTo(u) {
    this.u = u;
    this.onGo(u);
  }

  show() {
    this.scrubber.value = this.u;
    this.scrubber.style.setProperty("--share", this.u);
    this.scrubber.setAttribute("aria-valuetext", `${Math.round(100 * this.u)}% of the way from A to B`);
  }

  setPlaying(isPlaying) {
    if (isPlaying === Boolean(this.playing)) return;
    this.button.setAttribute("aria-pressed", String(isPlaying));
    this.button.querySelector("span").textContent = isPlaying ? "Pause" : "Play";
    cancelAnimationFrame(this.playing);
    this.playing = null;
    if (isPlaying) this.play();
    else this.onStop();
  }

  /** There and back, or from A to B again and again. */
  play() {
    let before = null;
    let direction = this.loop && this.u >= 1 ? -1 : 1;
    const step = (now) => {
      const seconds = before === null ? 0 : Math.min(0.1, (now - before) / 1000);
      before = now;
      let u = this.u + (direction * seconds) / PLAY_SECONDS;
      if (!this.loop) [direction, u] = [1, u > 1 ? 0 : u];
      else if (u <= 0 || u >= 1) direction = u <= 0 ? 1 : -1;
      this.playing = requestAnimationFrame(step);
      this.goTo(Math.max(0, Math.min(1, u)));
    };
    this.playing = requestAnimationFrame(step);
  }

  destroy() {
    cancelAnimationFrame(this.playing);
  }
}
