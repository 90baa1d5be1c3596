// The lesson: one step at a time, its words beside its view, a question before the reveal.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { element } from "../live/element.js";
import { known } from "../live/known.js";
import { markReady } from "../live/ready.js";
import { Refusal } from "../live/refusal.js";
import { Asked } from "./asked.js";
import { Check } from "./check.js";
import { Folds } from "./folds.js";
import { Models } from "./model.js";
import { Presenter } from "./presenter.js";
import { Progress } from "./progress.js";
import { OwnDigit } from "./own_digit.js";
import { GameView } from "./game.js";
import { SqueezeView } from "./squeeze.js";
import { UnsqueezeView } from "./unsqueeze.js";
import { CloudView } from "./cloud.js";
import { BreakView } from "./break_it.js";
import { HolesView } from "./holes.js";
import { WallView } from "./wall.js";
import { ForcesView } from "./forces.js";
import { LearningView } from "./learning.js";
import { UsesView } from "./uses.js";
import { filled, rich, textElement } from "./text.js";

/** @import { LessonFacts, LessonTells, Step } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */
/** @import { StepView } from "./step_view.js" */

const CHECK = "check";
const AFTER = [CHECK, "break", "wall"]; // what comes after the steps

/** @type {Record<string, new (lesson: Lesson, root: HTMLElement) => StepView>} */
const VIEWS = {
  game: GameView,
  squeeze: SqueezeView,
  unsqueeze: UnsqueezeView,
  holes: HolesView,
  cloud: CloudView,
  forces: ForcesView,
  learning: LearningView,
  uses: UsesView,
  check: Check,
  break: BreakView,
  wall: WallView,
};

/** The whole lesson; lives as long as its element. */
export class Lesson {
  /**
   * @param {any} root
   * @param {LessonFacts} facts
   * @param {Uint8Array[]} _bundles
   * @param {Send<LessonTells>} send
   */
  constructor(root, facts, _bundles, send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    this.theme = null;
    this.view = null;
    this.abort = new AbortController();
    this.models = new Models((error) => this.fail(error));
    this.progress = new Progress();
    this.own = new OwnDigit(facts.samples[4].strokes, facts.ink);
    this.models.take(facts.runs);
    this.buildRail();
    this.presenter = new Presenter(this);
    this.folds = new Folds(this);
    this.asked = new Asked(this);
    window.addEventListener("popstate", () => this.followAddress(), { signal: this.abort.signal });
    this.begin(facts.start);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** The steps, and what comes after them. */
  get names() {
    return [...this.facts.steps.map((step) => step.name), ...AFTER];
  }

  /** @returns {Step | undefined} the words of the step in view */
  get step() {
    return this.facts.steps.find((step) => step.name === this.name) ?? this.view?.step;
  }

  /** Why the view in sight cannot be shown, where a run or the figures that it needs are missing. */
  get problem() {
    const { needs, problems } = this.facts;
    return (needs[this.name] ?? []).map((needed) => problems[needed]).find(Boolean);
  }

  /** Whether this page has a run, now or when its server brings it. */
  has(run) {
    return !this.facts.absent.includes(run);
  }

  /** Whether it has the run's encoder, too. */
  hasEncoder(run) {
    const facts = this.facts.runs.find((one) => one.run === run);
    return this.has(run) && facts?.encoder !== "";
  }

  say(name, values = {}) {
    return filled(this.facts.words[name], values);
  }

  buildRail() {
    const rail = this.find(".rail");
    rail.setAttribute("aria-label", this.say("steps"));
    this.railButtons = this.names.map((name, index) => {
      const step = this.facts.steps[index];
      const button = element("button", { type: "button", className: step ? "rail-button" : "rail-button is-after" });
      if (step) button.append(textElement("span", "rail-number", String(index)), " ");
      const short = textElement("span", "rail-name", step?.short ?? this.say(name));
      short.dataset.text = short.textContent;
      button.append(short);
      button.title = step?.short ?? this.say(name);
      button.setAttribute("aria-label", step ? `${index} ${step.short}` : this.say(name));
      button.addEventListener("click", () => this.go(name));
      return button;
    });
    rail.replaceChildren(...this.railButtons);
  }

  /** Go to a step as its visitor asks: with an address of its own, and one step for the back button. */
  go(name) {
    if (name === this.name) return;
    const url = new URL(window.location.href);
    url.searchParams.set("step", name);
    if (url.protocol !== "file:") window.history.pushState(window.history.state, "", url.href);
    else window.location.hash = name;
    this.open(name);
    this.find("h1").focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** The step after or before this one. */
  neighbour(direction) {
    return this.names[this.names.indexOf(this.name) + direction];
  }

  /** Open the step in the address bar, which may be newer than what Python knows, or else where Python says. */
  begin(start) {
    this.started = start;
    this.open(this.names.includes(this.addressed) ? this.addressed : start);
  }

  /** What the address bar names, a step or not. */
  get addressed() {
    const { protocol, hash, searchParams } = new URL(window.location.href);
    return protocol === "file:" ? hash.slice(1) : searchParams.get("step") ?? "";
  }

  followAddress() {
    const name = this.addressed || this.names[0];
    if (this.names.includes(name)) this.open(name);
  }

  open(name) {
    if (name === this.name) return;
    this.view?.destroy();
    this.view = null;
    this.endWaiting();
    this.name = name;
    this.find(".problem").hidden = true;
    this.root.setAttribute("aria-busy", "true");
    this.showRail();
    this.showWords();
    const place = this.find(".view");
    place.replaceChildren();
    place.dataset.view = name;
    this.root.dataset.view = name;
    const View = known(VIEWS, name, "lesson's view");
    const view = this.view = new View(this, place);
    this.showStep();
    this.showWays();
    this.send("step", name);
    this.whenBuilt(view, name);
  }

  /** Ask and tell what belongs to the step in view. */
  showStep() {
    this.asked.show(this.step);
    this.folds.show(this.step);
    this.presenter.show(this.step);
  }

  async whenBuilt(view, name) {
    const place = this.find(".view");
    this.waitingSoon = setTimeout(() => {
      this.waiting = textElement("p", "waiting", this.say("loading"));
      this.waiting.setAttribute("role", "status");
      place.append(this.waiting);
    }, 300);
    try {
      if (this.problem) {
        this.showProblem(this.problem);
        return;
      }
      await view.build();
    } catch (error) {
      if (!view.isGone) this.fail(error);
      console.error(error);
      return;
    } finally {
      if (this.view === view) this.endWaiting();
    }
    if (view.isGone) return;
    if (this.theme) view.setTheme(this.theme);
    this.root.setAttribute("aria-busy", "false");
    markReady();
    this.send("ready", name);
  }

  showRail() {
    const at = this.names.indexOf(this.name);
    this.railButtons.forEach((button, index) => {
      button.toggleAttribute("aria-current", false);
      if (index === at) button.setAttribute("aria-current", "step");
      button.classList.toggle("is-done", this.progress.answerOf(this.names[index]) !== undefined);
    });
    // The row may be wider than the screen: what is current is in sight, and nothing moves where it is.
    const rail = this.find(".rail");
    const [left, width] = [this.railButtons[at].offsetLeft, this.railButtons[at].offsetWidth];
    const isSeen = left >= rail.scrollLeft && left + width <= rail.scrollLeft + rail.clientWidth;
    if (!isSeen) rail.scrollLeft = left - rail.clientWidth / 2 + width / 2;
  }

  showWords() {
    const { step } = this;
    const index = this.names.indexOf(this.name);
    const title = step?.title ?? this.say(`${this.name}_title`);
    this.find(".count").textContent = step ? this.say("step_of", { number: index, count: this.facts.steps.length - 1, title: step.short }) : this.say(this.name);
    this.find("h1").textContent = title;
    this.find(".text").replaceChildren(...rich(step?.text ?? this.say(`${this.name}_text`)));
    const task = this.find(".task");
    task.hidden = !step;
    if (step) task.replaceChildren(textElement("span", "task-label", this.say("do")), ` ${step.task}`);
  }

  showWays() {
    const [before, after] = [-1, 1].map((direction) => this.neighbour(direction));
    const ways = this.find(".ways");
    const back = element("button", { type: "button", className: "previous", textContent: this.say("previous"), disabled: !before });
    back.addEventListener("click", () => this.go(before));
    const next = element("button", { type: "button", className: "next primary", textContent: this.say(after === CHECK ? "to_check" : "next"), hidden: !after });
    next.addEventListener("click", () => this.go(after));
    ways.replaceChildren(back, this.presenter.button, next);
  }

  /** Numbers on the screen have changed: formula and reveal follow. */
  showNumbers() {
    if (!this.view || this.view.isGone || !(this.folds.isMathsOpen || this.asked.isRevealed)) return;
    const values = this.view.numbers();
    this.folds.showNumbers(values);
    this.asked.showNumbers(values);
  }

  /** A view that says itself what it cannot show is heard; any other error is for who looks into it, in the log. */
  fail(error) {
    this.showProblem(error instanceof Refusal ? error.message : this.say("damaged"));
  }

  endWaiting() {
    clearTimeout(this.waitingSoon);
    this.waiting?.remove();
    this.waiting = null;
  }

  /** Say a sentence where the view would be; nothing is waited for any more. */
  showProblem(text) {
    this.endWaiting();
    const problem = this.find(".problem");
    problem.textContent = text;
    problem.hidden = false;
    this.root.setAttribute("aria-busy", "false");
    markReady();
  }

  setTheme(theme) {
    this.theme = theme;
    this.view?.setTheme(theme);
  }

  /** @param {LessonFacts} facts */
  update(facts) {
    // What was measured of machines that came before is not told again, but as true, for views that have them already.
    const told = new Set(facts.broken.map(({ run }) => run));
    const before = this.facts.broken.filter(({ run }) => !told.has(run));
    this.facts = { ...facts, broken: [...facts.broken, ...before], odd_ones: facts.odd_ones ?? this.facts.odd_ones };
    this.models.take(facts.runs);
    if (this.problem) this.showProblem(this.problem);
    if (facts.start !== this.started) this.begin(facts.start);
  }

  destroy() {
    this.abort.abort();
    this.presenter.destroy();
    this.view?.destroy();
    this.models.destroy();
  }
}

export default mounted(Lesson, AT_ONCE);
