// What networks compute with: the bytes of simd.wat, or plain JavaScript where a browser runs no such bytes.

import { bytesIn } from "./base64.js";
import { SIMD_BYTES } from "./simd_bytes.js";
import { Store } from "./store.js";
import { plainInstructions } from "./plain.js";

/** @import { Memory } from "./store.js" */

/**
 * The functions that simd.wat exports and describes; addresses and strides are in bytes.
 * @typedef {{
 *   memory: Memory,
 *   multiply: (a: number, aStride: number, b: number, start: number, startStride: number, c: number, rows: number,
 *     depth: number, columns: number) => void,
 *   activate: (kind: number, at: number, count: number) => void,
 * }} Instructions
 */

/** Activations by their place in the table of simd.wat. */
export const ACTIVATIONS = { relu: 0, gelu: 1, silu: 2, elu: 3, tanh: 4, sigmoid: 5 };

/**
 * The one memory and its instructions, chosen when the first network comes. All scripts of a page share it: those that
 * were mounted before stay in the browser's memory, and each would keep its own.
 */
export function arithmetic() {
  const kept = (globalThis.latentExplorerArithmetic ??= {}); // by the bytes: another version of the app has others
  return (kept[SIMD_BYTES] ??= new Arithmetic());
}

/** Instructions and the memory that they work on. */
export class Arithmetic {
  constructor() {
    const simd = simdInstructions();
    this.isPlain = simd === null;
    this.instructions = simd ?? plainInstructions();
    this.store = new Store(this.instructions.memory);
    this.gone = new FinalizationRegistry((blocks) => {
      for (const [address, count] of blocks) this.store.giveBack(address, count);
    });
  }

  /**
   * Room for numbers as long as its owner is there: what it is asked for is given back once the owner is forgotten.
   * @param {object} owner
   */
  roomFor(owner) {
    const blocks = [];
    this.gone.register(owner, blocks);
    return new Room(this.store, blocks);
  }
}

/** Where one network keeps its numbers. */
export class Room {
  constructor(store, blocks) {
    this.store = store;
    this.blocks = blocks;
  }

  /** The address of room for some numbers, zero at first. */
  take(count) {
    const address = this.store.take(count);
    this.blocks.push([address, count]);
    return address;
  }

  get floats() {
    return this.store.floats;
  }
}

/** @returns {?Instructions} null where the browser has no SIMD, or the page's policy allows no WebAssembly */
function simdInstructions() {
  try {
    const bytes = bytesIn(SIMD_BYTES);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    return /** @type {any} */ (exports);
  } catch {
    return null;
  }
}
