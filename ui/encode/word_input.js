// A word to encode: told while it is typed, a moment after the last letter.

import { AT_ONCE, mounted } from "../live/mounting.js";

/** @import { WordInputFacts, WordInputTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const REST = 200; // milliseconds

/** The field; it keeps its text while it stands. */
export class WordInput {
  /**
   * @param {any} root
   * @param {WordInputFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<WordInputTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.send = send;
    this.field = root.querySelector("input");
    this.sent = this.field.value = facts.text;
    this.field.placeholder = `up to ${facts.most} letters, a to z`;
    this.field.addEventListener("input", () => this.wait(REST));
    this.field.addEventListener("change", () => this.wait(0));
  }

  wait(milliseconds) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tell(), milliseconds);
  }

  tell() {
    if (this.field.value === this.sent) return;
    this.sent = this.field.value;
    this.send("text", this.sent);
  }

  destroy() {
    clearTimeout(this.waiting);
  }
}

export default mounted(WordInput, AT_ONCE);
