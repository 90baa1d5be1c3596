// The question of a step, answered before what is there to be seen is said.

import { element } from "../live/element.js";
import { filled, hasValues, rich, textElement } from "./text.js";

/** @import { Lesson } from "./lesson.js" */
/** @import { Step } from "../contract.js" */

/** One question with its choices, and below it the reveal. */
export class Asked {
  /** @param {Lesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.question = lesson.find(".question");
    this.reveal = lesson.find(".reveal");
    this.choice = undefined;
  }

  /** @param {Step | undefined} step */
  show(step) {
    this.step = step;
    this.question.hidden = !step;
    this.reveal.hidden = true;
    if (!step) return;
    this.choice = this.lesson.progress.answerOf(step.name);
    this.buttons = step.choices.map((text, index) => {
      const button = element("button", { type: "button", className: "choice", textContent: text });
      button.addEventListener("click", () => this.choose(index));
      return button;
    });
    const choices = element("div", { className: "choices" });
    choices.classList.toggle("is-short", step.choices.every((text) => text.length < 6));
    choices.append(...this.buttons);
    this.question.replaceChildren(textElement("legend", "", step.question), choices);
    this.mark();
  }

  choose(index) {
    this.choice = index;
    this.lesson.progress.set("answers", this.step.name, index);
    this.lesson.view?.answered(index);
    this.mark();
    this.lesson.showRail();
  }

  get isRevealed() {
    return !this.reveal.hidden;
  }

  /** Which choice is right: of the words, or where figures decide and are there, of the view. */
  get right() {
    const { view, facts } = this.lesson;
    return this.step.answer ?? (facts.figures && view ? view.answer() : null);
  }

  /** Show what was chosen, and the reveal, unless it is held back for a class. */
  mark() {
    if (!this.step) return;
    const isAnswered = this.choice !== undefined;
    const isShown = isAnswered || this.lesson.presenter.isRevealed;
    this.buttons.forEach((button, index) => {
      button.setAttribute("aria-pressed", String(index === this.choice));
      button.classList.toggle("is-right", isShown && index === this.right);
      button.classList.toggle("is-wrong", isShown && index === this.choice && index !== this.right);
    });
    this.reveal.hidden = !isShown;
    if (isShown) this.showNumbers(this.lesson.view?.numbers() ?? {});
  }

  showNumbers(values) {
    if (!this.step || this.reveal.hidden) return;
    const [reveal, asideText] = [this.step.reveal, this.step.aside].map((text) => hasValues(text, values) ? filled(text, values) : "");
    const said = this.right === null || this.choice === undefined ? "" : this.lesson.say(this.choice === this.right ? "right" : "wrong");
    const whole = `${said}|${reveal}|${asideText}`;
    if (whole === this.whole && this.reveal.childElementCount) return;
    this.whole = whole;
    const line = element("p", {});
    if (said) line.append(textElement("strong", this.choice === this.right ? "verdict is-right" : "verdict is-wrong", said), " ");
    line.append(...rich(reveal));
    const aside = element("p", { className: "aside" });
    aside.append(...rich(asideText));
    this.reveal.replaceChildren(line, aside);
    this.buttons.forEach((button, index) => button.classList.toggle("is-right", index === this.right));
  }
}
