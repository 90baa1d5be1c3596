// What a step has for those who want to know more: the maths with the numbers on the screen, the code, the words so far.

import { element } from "../live/element.js";
import { Formula } from "./formula.js";
import { textElement } from "./text.js";

/** @import { Lesson } from "./lesson.js" */
/** @import { Step } from "../contract.js" */

/** Three folds, of which one is open at a time. */
export class Folds {
  /** @param {Lesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.root = lesson.find(".folds");
    this.filled = null;
  }

  /** @param {Step | undefined} step */
  show(step) {
    this.filled = null;
    this.root.replaceChildren(...(step ? [this.maths(step), this.code(step), this.words()] : [this.words()]));
  }

  /** Whether the formula is seen: its numbers cost as much as a picture. */
  get isMathsOpen() {
    return this.root.querySelector(".maths[open]") !== null;
  }

  fold(name, ...content) {
    const details = element("details", { className: `fold ${name}`, name: "lesson-fold" });
    const inside = element("div", { className: "fold-inside" });
    inside.append(...content);
    details.append(textElement("summary", "", this.lesson.say(name)), inside);
    details.addEventListener("toggle", () => this.lesson.showNumbers());
    return details;
  }

  maths(step) {
    this.filled = new Formula(step.filled);
    return this.fold("maths", new Formula(step.formula).root, this.filled.root, textElement("p", "symbols", step.symbols));
  }

  code(step) {
    const { file, number, text } = this.lesson.facts.lines[step.name];
    return this.fold("code", textElement("pre", "", text), textElement("p", "symbols", this.lesson.say("code_line", { file, number })));
  }

  words() {
    const list = element("dl", {});
    for (const { word, meaning } of this.lesson.facts.glossary) {
      list.append(textElement("dt", "", word), textElement("dd", "", meaning));
    }
    return this.fold("words", list);
  }

  showNumbers(values) {
    this.filled?.show(values);
  }
}
