// The lesson before a class: large, alone on the screen, led by keys or a remote, answers held back.

import { element } from "../live/element.js";
import { textElement } from "./text.js";

/** @import { Lesson } from "./lesson.js" */
/** @import { Step } from "../contract.js" */

/** Full screen, keys, the blank screen, the timer and the teacher's notes. */
export class Presenter {
  /** @param {Lesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.isOn = false;
    this.isRevealed = false;
    this.button = element("button", { type: "button", className: "quiet present", textContent: lesson.say("present"), title: lesson.say("present_help") });
    this.button.addEventListener("click", () => this.toggle());
    this.notes = lesson.find(".notes");
    this.blank = lesson.find(".blank");
    this.clock = textElement("output", "clock", "");
    this.abort = new AbortController();
    const { signal } = this.abort;
    window.addEventListener("keydown", (event) => this.onKey(event), { signal, capture: true });
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.isOn && this.wasFull) this.leave();
      this.wasFull = Boolean(document.fullscreenElement);
    }, { signal });
    this.blank.addEventListener("click", () => this.setBlank(false));
  }

  toggle() {
    if (this.isOn) this.leave();
    else this.enter();
  }

  enter() {
    this.isOn = true;
    this.isRevealed = false;
    this.began = performance.now();
    this.lesson.root.classList.add("is-presented");
    this.button.textContent = this.lesson.say("leave");
    this.lesson.root.requestFullscreen?.().catch(() => {}); // a frame may forbid it: then it fills the window
    this.timer = setInterval(() => this.showClock(), 1000);
    this.show(this.lesson.step);
    this.lesson.asked.show(this.lesson.step);
    this.lesson.find("h1").focus({ preventScroll: true });
  }

  leave() {
    this.isOn = false;
    this.setBlank(false);
    clearInterval(this.timer);
    this.notes.hidden = true;
    this.lesson.root.classList.remove("is-presented");
    this.button.textContent = this.lesson.say("present");
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.lesson.asked.show(this.lesson.step);
  }

  setBlank(isBlank) {
    this.blank.hidden = !isBlank;
  }

  /** @param {Step | undefined} step */
  show(step) {
    this.isRevealed = false;
    const { lesson } = this;
    const parts = step ? [["ask", step.ask], ["expect", step.expect]] : [];
    const list = element("dl", {});
    for (const [name, text] of parts) list.append(textElement("dt", "", lesson.say(name)), textElement("dd", "", text));
    const foot = element("p", { className: "notes-foot" });
    foot.append(step ? lesson.say("minutes", { minutes: step.minutes }) : "", " ", this.clock);
    this.notes.replaceChildren(textElement("h2", "", lesson.say("notes")), list, foot, textElement("p", "keys", lesson.say("keys")));
  }

  showClock() {
    const seconds = Math.floor((performance.now() - this.began) / 1000);
    this.clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  /** Keys of a remote are page up and down; what is typed into a field or moves a map's point stays there. */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const isField = target instanceof HTMLElement && (target.matches("input, textarea, select, [contenteditable]"));
    if (!this.isOn) {
      if (!isField && event.key.toLowerCase() === "p") this.handle(event, () => this.enter());
      return;
    }
    const isOnMap = target instanceof HTMLElement && target.matches("canvas, input[type=range]");
    const { lesson } = this;
    const keys = {
      PageDown: () => this.step(1), PageUp: () => this.step(-1),
      ArrowRight: isOnMap ? null : () => this.step(1), ArrowLeft: isOnMap ? null : () => this.step(-1),
      " ": target instanceof HTMLButtonElement ? null : () => this.reveal(),
      b: () => this.setBlank(this.blank.hidden), n: () => this.notes.hidden = !this.notes.hidden,
      t: () => this.began = performance.now(), p: () => this.leave(), Escape: () => this.leave(),
    };
    if (isField && !target.matches("input[type=range]")) return;
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (act) this.handle(event, act);
    lesson.root.classList.toggle("has-notes", !this.notes.hidden);
  }

  handle(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  step(direction) {
    const name = this.lesson.neighbour(direction);
    if (name) this.lesson.go(name);
  }

  reveal() {
    this.isRevealed = true;
    this.lesson.asked.mark();
  }

  destroy() {
    clearInterval(this.timer);
    this.abort.abort();
    if (this.isOn && document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }
}
