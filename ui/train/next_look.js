// An element without a face: tells the page's views what a look at a training has found, and asks for the next look when
// it is due and somebody sees the page.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { endNews, tellNews } from "../live/news.js";

/** @import { NextLookFacts, NextLookTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

/** What waits for the next look; each look sets it anew. */
class NextLook {
  /**
   * @param {any} root
   * @param {NextLookFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<NextLookTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.send = send;
    /** @type {Set<string>} */
    this.channels = new Set();
    this.abort = new AbortController();
    document.addEventListener("visibilitychange", () => this.ask(), { signal: this.abort.signal });
    this.set(facts);
  }

  /** @param {NextLookFacts} facts */
  update(facts) {
    if (facts.look !== this.facts.look) this.set(facts);
  }

  /** @param {NextLookFacts} facts */
  set(facts) {
    this.facts = facts;
    this.isDue = false;
    clearTimeout(this.timer);
    for (const { channel, facts: told } of facts.words) {
      this.channels.add(channel);
      tellNews(channel, told);
    }
    if (facts.seconds === null) return;
    this.timer = setTimeout(() => {
      this.isDue = true;
      this.ask();
    }, 1_000 * facts.seconds);
  }

  /** In a hidden tab nobody sees a look: it is asked for when the tab comes back. */
  ask() {
    if (!this.isDue || document.hidden) return;
    this.isDue = false;
    this.send("asked", this.facts.look);
  }

  destroy() {
    clearTimeout(this.timer);
    for (const channel of this.channels) endNews(channel);
    this.abort.abort();
  }
}

export default mounted(NextLook, AT_ONCE);
