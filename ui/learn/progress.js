// What a visitor has answered, kept in this browser.

const PROGRESS_KEY = "latent-explorer-lesson";

/** The answers to the steps' questions and to the check; a browser that keeps nothing forgets them with the page. */
export class Progress {
  constructor() {
    /** @type {{answers: Record<string, number>, check: Record<string, number>}} */
    this.kept = { answers: {}, check: {} };
    try {
      const kept = JSON.parse(localStorage.getItem(PROGRESS_KEY) ?? "{}");
      for (const part of /** @type {const} */ (["answers", "check"])) {
        for (const [name, choice] of Object.entries(kept[part] ?? {})) {
          if (Number.isInteger(choice)) this.kept[part][name] = choice;
        }
      }
    } catch {
      // nothing that can be read
    }
  }

  /** The choice made at a step, or undefined. */
  answerOf(step) {
    return this.kept.answers[step];
  }

  /** @param {"answers" | "check"} part */
  set(part, name, choice) {
    this.kept[part][name] = choice;
    this.save();
  }

  /** Forget the answers to some steps. */
  forget(names) {
    for (const name of names) delete this.kept.answers[name];
    this.save();
  }

  clearCheck() {
    this.kept.check = {};
    this.save();
  }

  save() {
    try {
      localStorage.setItem(PROGRESS_KEY, JSON.stringify(this.kept));
    } catch {
      // kept as long as the page stands
    }
  }
}
