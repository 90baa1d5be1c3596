// The check: ten questions in plain words; every answer leads to the step where it was seen.

import { element } from "../live/element.js";
import { StepView } from "./step_view.js";
import { certificate } from "./certificate.js";
import { textElement } from "./text.js";

/** The questions, one below another, and the score. */
export class Check extends StepView {
  async build() {
    const { questions } = this.lesson.facts;
    this.list = element("ol", { className: "questions" });
    this.list.append(...questions.map((question, index) => this.questionItem(question, index)));
    this.result = element("div", { className: "result" });
    this.result.setAttribute("aria-live", "polite");
    this.root.append(this.list, this.result);
    this.showResult();
  }

  questionItem(question, index) {
    const item = element("li", { className: "check-question" });
    const group = element("fieldset", {});
    const why = element("p", { className: "why", hidden: true });
    const buttons = question.choices.map((text, choice) => {
      const button = this.button(text, () => {
        this.lesson.progress.set("check", String(index), choice);
        mark();
        this.showResult();
      }, "choice");
      return button;
    });
    const mark = () => {
      const chosen = this.lesson.progress.kept.check[index];
      const isAnswered = chosen !== undefined;
      buttons.forEach((button, choice) => {
        button.setAttribute("aria-pressed", String(choice === chosen));
        button.classList.toggle("is-right", isAnswered && choice === question.answer);
        button.classList.toggle("is-wrong", isAnswered && choice === chosen && choice !== question.answer);
      });
      why.hidden = !isAnswered;
      if (!isAnswered) return;
      const isRight = chosen === question.answer;
      const number = this.lesson.names.indexOf(question.step);
      const { short } = this.lesson.facts.steps[number];
      const link = this.button(this.say("see_step", { number, title: short }), () => this.lesson.go(question.step), "quiet");
      why.replaceChildren(textElement("strong", isRight ? "verdict is-right" : "verdict is-wrong", this.say(isRight ? "right" : "wrong")), ` ${question.why} `, link);
    };
    const choices = element("div", { className: "choices" });
    choices.append(...buttons);
    group.append(textElement("legend", "", `${index + 1}. ${question.text}`), choices, why);
    item.append(group);
    mark();
    return item;
  }

  get score() {
    const { questions } = this.lesson.facts;
    const { check } = this.lesson.progress.kept;
    const answered = questions.filter((_, index) => check[index] !== undefined).length;
    const right = questions.filter(({ answer }, index) => check[index] === answer).length;
    return { answered, right, count: questions.length };
  }

  showResult() {
    const { answered, right, count } = this.score;
    if (answered < count) {
      this.result.replaceChildren();
      return;
    }
    const label = element("label", { className: "name" });
    const input = element("input", { type: "text", maxLength: 60, autocomplete: "name" });
    label.append(textElement("span", "", this.say("name")), input);
    const words = {
      title: this.say("certificate"), text: this.say("certificate_text", { right, count }), lang: document.documentElement.lang || "en",
    };
    this.result.replaceChildren(
      textElement("p", "score", this.say("score", { right, count })), label,
      this.button(this.say("print"), () => certificate(input.value.trim(), words), "primary"),
      this.button(this.say("again"), () => this.restart(), ""),
    );
  }

  restart() {
    this.lesson.progress.clearCheck();
    this.root.replaceChildren();
    this.build();
    this.root.scrollTop = 0;
  }
}
