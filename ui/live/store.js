// Memory in blocks: taken for a network, given back when it goes.

export const PAGE = 65536; // bytes, what a memory of WebAssembly grows by
const ALIGNMENT = 16;
const SPARE = 8; // numbers after a block that instructions may read and write: they work on four or eight at a time

/**
 * What blocks are cut from: a memory of WebAssembly, or what stands in for it.
 * @typedef {{buffer: ArrayBuffer, grow: (pages: number) => number}} Memory
 */

/** A memory that grows as needed. Addresses are in bytes; `floats` is another array after take(). */
export class Store {
  /** @param {Memory} memory */
  constructor(memory) {
    this.memory = memory;
    this.floats = new Float32Array(memory.buffer);
    this.free = [[0, memory.buffer.byteLength]]; // address and size, in order of address; neighbours are joined
  }

  /** The address of room for some numbers, all of them zero. */
  take(count) {
    const size = sizeFor(count);
    let index = this.free.findIndex((block) => block[1] >= size);
    if (index < 0) {
      this.grow(size);
      index = this.free.length - 1;
    }
    const [address, there] = this.free[index];
    if (there === size) this.free.splice(index, 1);
    else this.free[index] = [address + size, there - size];
    this.floats.fill(0, address / 4, (address + size) / 4);
    return address;
  }

  giveBack(address, count) {
    const size = sizeFor(count);
    const after = this.free.findIndex((block) => block[0] > address);
    const index = after < 0 ? this.free.length : after;
    this.free.splice(index, 0, [address, size]);
    for (const first of [index, index - 1]) this.join(first);
  }

  /** Make one of a free block and the next where they touch. */
  join(first) {
    const [block, next] = [this.free[first], this.free[first + 1]];
    if (!block || !next || block[0] + block[1] !== next[0]) return;
    this.free.splice(first, 2, [block[0], block[1] + next[1]]);
  }

  grow(size) {
    const end = this.memory.buffer.byteLength;
    const pages = Math.ceil(size / PAGE);
    this.memory.grow(pages);
    this.floats = new Float32Array(this.memory.buffer);
    const last = this.free.at(-1);
    if (last && last[0] + last[1] === end) last[1] += pages * PAGE;
    else this.free.push([end, pages * PAGE]);
  }
}

function sizeFor(count) {
  return Math.ceil(((count + SPARE) * 4) / ALIGNMENT) * ALIGNMENT;
}
