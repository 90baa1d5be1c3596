// The networks of some epochs of a training, in one file as vae/film/snapshots.py writes it.

import { Network, parseSafetensors } from "../live/network.js";
import { Posteriors } from "../live/posteriors.js";

/** @import { LessonRun } from "../contract.js" */

/** The networks by epoch, each made when it is first asked for. */
export class Snapshots {
  /**
   * @param {Uint8Array} bytes
   * @param {LessonRun} facts of the run
   */
  constructor(bytes, facts) {
    const { metadata, tensors } = parseSafetensors(bytes);
    this.facts = facts;
    this.tensors = tensors;
    this.headers = { encoder: JSON.parse(metadata.encoder), decoder: JSON.parse(metadata.decoder) };
    this.epochs = /** @type {number[]} */ (JSON.parse(metadata.epochs));
    this.reconstruction = /** @type {number[]} */ (JSON.parse(metadata.reconstruction));
    this.kl = /** @type {number[]} */ (JSON.parse(metadata.kl));
    this.labels = tensors.labels.data;
    this.networks = new Map();
  }

  /** Codes of held-out pictures at an epoch, one after another. */
  codes(index) {
    return this.tensors[`${this.epochs[index]}.codes`].data;
  }

  /** Encoder and decoder of an epoch. @returns {Posteriors} */
  at(index) {
    const epoch = this.epochs[index];
    if (!this.networks.has(epoch)) {
      const [encoder, decoder] = /** @type {const} */ (["encoder", "decoder"]).map((part) => {
        const prefix = `${epoch}.${part}.`;
        const own = Object.entries(this.tensors).filter(([name]) => name.startsWith(prefix));
        return new Network(this.headers[part], Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor])));
      });
      const posteriors = new Posteriors(decoder, this.facts);
      posteriors.encoder = encoder;
      this.networks.set(epoch, posteriors);
    }
    return this.networks.get(epoch);
  }
}
