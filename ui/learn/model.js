// A run as the lesson uses it: decoder, encoder and map, opened when their bundles have come.

import { Network, parseSafetensors } from "../live/network.js";
import { Posteriors } from "../live/posteriors.js";
import { WantedBundles, isOffered } from "../live/bundles.js";
import { openRun } from "../live/run_bundle.js";

/** @import { LessonRun } from "../contract.js" */

/** One run: what openRun gives, its facts, `pixels(x, y)`, and with an encoder `posteriors`. */
export class Model {
  /**
   * @param {LessonRun} facts
   * @param {Uint8Array} bytes
   */
  constructor(facts, bytes) {
    this.facts = facts;
    const { tensors, network, plane, places } = openRun(bytes, facts);
    this.tensors = tensors;
    this.network = network;
    this.plane = plane;
    this.places = places;
    this.posteriors = new Posteriors(network, facts);
    this.code = new Float32Array(plane.dims);
    this.label = facts.is_conditional ? 0 : null;
    /** @type {import("../live/run_map.js").Tiles} */
    this.tiles = { network, codeAt: (x, y) => this.codeAt(x, y), label: () => this.label };
  }

  setEncoder(bytes) {
    const { metadata, tensors } = parseSafetensors(bytes);
    this.posteriors.encoder = new Network(metadata, tensors);
  }

  /** Pixels at a place of the map, overwritten by the next call. */
  pixels(x, y) {
    return this.network.forward(this.codeAt(x, y), this.label);
  }

  codeAt(x, y) {
    this.code[0] = x;
    if (this.code.length > 1) this.code[1] = y;
    return this.code;
  }

  /** How many numbers the decoder is made of. */
  get numWeights() {
    return Object.entries(this.tensors).reduce((sum, [name, { data }]) => sum + (name.startsWith("map.") ? 0 : data.length), 0);
  }
}

/** The runs that have come, and the wait for others. */
export class Models {
  constructor(onProblem) {
    this.wanted = new WantedBundles(onProblem);
    this.facts = new Map();
    this.models = new Map(); // promises by run
    this.encoders = new Map(); // promises by run
    this.others = new Map(); // promises by fingerprint
    this.waiting = new Map(); // by run: those who wait for its facts
  }

  /** @param {LessonRun[]} runs */
  take(runs) {
    for (const facts of runs) {
      this.facts.set(facts.run, facts);
      for (const go of this.waiting.get(facts.run) ?? []) go(facts);
      this.waiting.delete(facts.run);
    }
  }

  /** @returns {Promise<LessonRun>} */
  factsOf(name) {
    if (this.facts.has(name)) return Promise.resolve(this.facts.get(name));
    return new Promise((resolve) => this.waiting.set(name, [...(this.waiting.get(name) ?? []), resolve]));
  }

  /**
   * @param {string} name
   * @returns {Promise<Model>}
   */
  open(name) {
    if (!this.models.has(name)) {
      this.models.set(name, this.factsOf(name).then((facts) => new Promise((resolve) => {
        this.wanted.ask(facts.fingerprint, (bytes) => resolve(new Model(facts, bytes)));
      })));
    }
    return this.models.get(name);
  }

  /**
   * Open a run with its encoder.
   * @param {string} name
   * @returns {Promise<Model>}
   */
  openBoth(name) {
    if (!this.encoders.has(name)) {
      this.encoders.set(name, this.open(name).then((model) => new Promise((resolve) => {
        this.wanted.ask(model.facts.encoder, (bytes) => {
          model.setEncoder(bytes);
          resolve(model);
        });
      })));
    }
    return this.encoders.get(name);
  }

  /**
   * Any other bundle, as it comes.
   * @param {string} fingerprint
   * @returns {Promise<Uint8Array>}
   */
  bytes(fingerprint) {
    if (!this.others.has(fingerprint)) this.others.set(fingerprint, new Promise((resolve) => this.wanted.ask(fingerprint, resolve)));
    return this.others.get(fingerprint);
  }

  /** Whether this page can have a bundle that it may do without. */
  isThere(fingerprint) {
    return fingerprint !== "" && isOffered(fingerprint);
  }

  destroy() {
    this.wanted.forgetAll();
  }
}
