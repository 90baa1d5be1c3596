import assert from "node:assert/strict";
import { test } from "node:test";

import { PAGE, Store } from "../../../ui/live/store.js";
import { seededRandom } from "../../../ui/live/seeded.js";

function newStore() {
  return new Store(new WebAssembly.Memory({ initial: 1 }));
}

test("blocks are zero, apart from each other and where instructions like them", () => {
  const store = newStore();
  const random = seededRandom(1);
  const blocks = [];
  for (let turn = 0; turn < 300; turn++) {
    if (blocks.length && random() < 0.45) {
      const [[address, count]] = blocks.splice(Math.floor(random() * blocks.length), 1);
      store.giveBack(address, count);
      continue;
    }
    const count = Math.floor(random() * 9000) + 1;
    const address = store.take(count);
    assert.equal(address % 16, 0);
    const numbers = store.floats.subarray(address / 4, address / 4 + count + 7);
    assert.equal(numbers.length, count + 7);
    assert.ok(numbers.every((number) => number === 0));
    numbers.fill(turn + 1);
    blocks.push([address, count, turn + 1]);
    for (const [at, length, mark] of blocks) {
      assert.ok(store.floats.subarray(at / 4, at / 4 + length + 7).every((number) => number === mark));
    }
  }
});

test("what is given back is used again, joined with its neighbours", () => {
  const store = newStore();
  const addresses = [1, 2, 3].map(() => store.take(PAGE));
  const size = store.floats.byteLength;
  for (const index of [0, 2, 1]) store.giveBack(addresses[index], PAGE);
  assert.deepEqual(store.free, [[0, size]]);
  assert.equal(store.take(3 * PAGE), 0);
  assert.equal(store.floats.byteLength, size);
});
