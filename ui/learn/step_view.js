// What the views of the steps share: their place on the page, the words, the colours, and an end.

import { element } from "../live/element.js";
import { Picture } from "../live/picture.js";
import { filled, textElement } from "./text.js";
import { DIGITS } from "../live/prepare.js";

/** @import { Step } from "../contract.js" */
/** @import { Lesson } from "./lesson.js" */

/** The view of one step; lives as long as the step is shown. */
export class StepView {
  /**
   * @param {Lesson} lesson
   * @param {HTMLElement} root
   */
  constructor(lesson, root) {
    this.lesson = lesson;
    this.root = root;
    this.isGone = false;
    this.theme = null;
    this.abort = new AbortController();
    this.maps = []; // LessonMap
    this.pictures = []; // Picture
  }

  /** A text of the interface, filled. */
  say(name, values = {}) {
    return filled(this.lesson.facts.words[name], values);
  }

  /** The words of a view that is no step of the lesson but has a question. @returns {Step | undefined} */
  get step() {
    return undefined;
  }

  /** Build the view; what it needs may come later. @returns {Promise<void>} */
  async build() {}

  /** Numbers for the formula and the reveal, as texts by name. @returns {Record<string, string | number>} */
  numbers() {
    return {};
  }

  /** The question was answered; `choice` is its number. */
  answered(_choice) {}

  /** Which choice is right, where figures decide. */
  answer() {
    return null;
  }

  setTheme(theme) {
    this.theme = theme;
    for (const map of this.maps) map.setTheme(theme);
    for (const picture of this.pictures) picture.setColors(theme.pictureInk, theme.picturePaper);
    this.schedule();
  }

  /** Paint in the next frame, once. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.isGone) return;
      this.render();
      this.lesson.showNumbers();
    });
  }

  render() {}

  on(target, type, listener) {
    target.addEventListener(type, listener, { signal: this.abort.signal });
  }

  /** A canvas that is a picture to those who do not see it, too. */
  canvas(label, className = "shown") {
    const canvas = element("canvas", { className });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    return canvas;
  }

  /**
   * A picture with its name, painted in the page's colours.
   * @param {string} name of its text
   */
  picture(name) {
    const canvas = this.canvas(this.say(name));
    const picture = new Picture(canvas, DIGITS);
    this.pictures.push(picture);
    const root = element("figure", {});
    root.append(textElement("figcaption", "", this.say(name)), canvas);
    return { root, canvas, picture };
  }

  button(text, onClick, className = "") {
    const button = element("button", { type: "button", className, textContent: text });
    this.on(button, "click", onClick);
    return button;
  }

  destroy() {
    this.isGone = true;
    this.abort.abort();
    cancelAnimationFrame(this.frame);
    for (const map of this.maps) map.destroy();
  }
}
