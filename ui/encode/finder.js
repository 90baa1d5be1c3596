// "Find the best place": the search in turns that leave the page alive, and what it says of the encoder's guess.

import { Picture } from "../live/picture.js";
import { signed } from "../live/signed.js";
import { REACH, bestPlace, widthAt } from "./best_place.js";
import { saidOf } from "../live/wording.js";

/** @import { RunFacts } from "../contract.js" */
/** @import { Posteriors } from "../live/posteriors.js" */

const MILLISECONDS_A_TURN = 14;
const SAME = 0.1; // nats: less is within what the draws of the bound tell

/** The button, the search it starts for the picture in hand, and what came of it. */
export class Finder {
  /**
   * @param {any} root
   * @param {{posteriors: Posteriors, onFound: () => void}} page
   */
  constructor(root, page) {
    this.page = page;
    this.button = root.querySelector(".find-best");
    this.result = root.querySelector(".best-found");
    this.text = root.querySelector(".best-text");
    this.picture = new Picture(root.querySelector(".best-canvas"), page.posteriors.facts);
    this.found = null; // the posterior at the best place, while the picture it was found for is in hand
    this.subject = null;
    this.button.addEventListener("click", () => this.start());
  }

  setColors(ink, paper) {
    this.picture.setColors(ink, paper);
  }

  /**
   * Offer the search for a picture in hand; another picture takes away what was found. A drawing that Python has prepared
   * anew is the same picture, which is searched for again.
   */
  show(main, isOffered) {
    const before = this.main;
    const posterior = main?.posterior ?? null;
    this.button.hidden = posterior === null || !isOffered;
    this.main = main;
    if (this.subject === null || (posterior !== null && isEqual(posterior, this.subject))) return;
    const isKept = isOffered && posterior !== null && main.key && main.key === before?.key;
    if (isKept && posterior.label === this.subject.label) this.start();
    else this.forget();
  }

  forget() {
    const had = this.found;
    this.subject = this.found = this.searching = null;
    this.result.hidden = true;
    this.button.disabled = false;
    this.button.textContent = "Find the best place";
    if (had) this.page.onFound();
  }

  start() {
    const { main, page: { posteriors } } = this;
    if (!main?.posterior) return;
    this.forget();
    const { pixels, posterior } = main;
    this.subject = posterior;
    const cost = posteriors.costOf(pixels, posterior.label, posterior.deviation !== null);
    const width = posterior.deviation ? Math.max(...posterior.deviation) : 0.1;
    this.searching = bestPlace({ cost, start: posterior.mean, width, reach: searchReach(posteriors.facts) });
    this.button.disabled = true;
    this.turn(this.searching, (z) => {
      const best = posteriors.at(pixels, posterior, z, posterior.deviation && widthAt(cost, z, posteriors.widest));
      this.tell(posterior, best.negElbo < posterior.negElbo - SAME ? best : posterior);
    });
  }

  /** Search for some milliseconds, then let the page draw; a search that was given up ends here. */
  turn(search, finish) {
    if (search !== this.searching) return;
    const until = performance.now() + MILLISECONDS_A_TURN;
    let next = search.next();
    while (!next.done && performance.now() < until) next = search.next();
    if (next.done) {
      this.searching = null;
      finish(next.value.z);
      return;
    }
    this.button.textContent = `Searching … ${Math.round(100 * next.value)}%`;
    requestAnimationFrame(() => this.turn(search, finish));
  }

  tell(guess, best) {
    this.button.disabled = false;
    this.button.textContent = "Find the best place";
    this.found = best === guess ? null : best;
    this.text.textContent = sentenceOf(guess, best, this.page.posteriors.facts);
    this.picture.paint(best.reconstruction);
    this.picture.canvas.hidden = best === guess;
    this.result.hidden = false;
    this.page.onFound();
  }
}

/**
 * How far from the origin codes are looked for: under another prior than the normal distribution as far as nearly all lie.
 * @param {Pick<RunFacts, "has_prior" | "slider_range" | "latent_dim">} facts
 */
export function searchReach({ has_prior: hasPrior, slider_range: range, latent_dim: dims }) {
  return hasPrior ? REACH : Math.max(REACH, Math.sqrt(dims) * range);
}

function isEqual(posterior, other) {
  return posterior.label === other.label && posterior.mean.every((value, k) => value === other.mean[k]);
}

function sentenceOf(guess, best, outputs) {
  if (best === guess) {
    return saidOf(outputs, "The encoder's guess stands: the search found no place that explains this picture better.");
  }
  const gain = guess.negElbo - best.negElbo;
  const away = Math.hypot(...guess.mean.map((value, k) => value - best.mean[k]));
  const name = guess.deviation ? "−ELBO" : "The reconstruction term";
  return `The search found a better place than the encoder's guess, ${away.toFixed(2)} away. ${name} is ${signed(best.negElbo, 1)} nats there, `
    + `${gain.toFixed(1)} fewer than at the guess.`;
}
