import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { isOffered, lendBundle, offerBundle, WantedBundles, withdrawBundle } from "../../../ui/live/bundles.js";

const registry = globalThis.latentExplorerBundles;
const asked = [];
let answers = [];

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  for (const part of [registry.bundles, registry.offers, registry.waiting, registry.coming]) part.clear();
  asked.length = 0;
  const scripts = [{ src: "https://other.example/x.js" }, { src: "https://here.example/below/static/js/index.1.js" }];
  globalThis.document = /** @type {any} */ ({ querySelector: () => null, scripts });
  globalThis.fetch = /** @type {any} */ (async (address) => {
    asked.push(address);
    const answer = answers.shift();
    if (!answer) throw new TypeError("no line");
    return answer;
  });
});

/** The server's answer with these bytes. */
function found(...bytes) {
  return { ok: true, arrayBuffer: async () => new Uint8Array(bytes).buffer };
}

/** Let all that was begun go on as far as it can without time. */
async function settle() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** A view that wants a bundle: what it has got. */
function waiter(fingerprint) {
  const got = [];
  new WantedBundles().ask(fingerprint, (bytes) => got.push([...bytes]));
  return got;
}

test("what is offered is fetched once below the app's own path, for all who want it", async () => {
  answers = [found(1, 2)];
  const early = waiter("a");
  offerBundle("a", "/media/a.bin");
  offerBundle("a", "/media/a.bin");
  await settle();
  assert.deepEqual([early, waiter("a")], [[[1, 2]], [[1, 2]]]);
  assert.deepEqual(asked, ["https://here.example/below/media/a.bin"]);
});

test("a bundle goes with its last offer and is fetched again for the next", async () => {
  answers = [found(1), found(1)];
  offerBundle("a", "/media/a.bin");
  offerBundle("a", "/media/a.bin");
  await settle();
  withdrawBundle("a");
  assert.equal(registry.bundles.size, 1);
  withdrawBundle("a");
  assert.equal(registry.bundles.size, 0);
  offerBundle("a", "/media/a.bin");
  await settle();
  assert.deepEqual([waiter("a"), asked.length], [[[1]], 2]);
});

test("a broken line and a server that does not have it yet are asked again", async () => {
  answers = [null, { ok: false }, found(3)];
  const got = waiter("a");
  offerBundle("a", "/media/a.bin");
  await settle();
  mock.timers.tick(500);
  await settle();
  assert.deepEqual(got, []);
  mock.timers.tick(1000);
  await settle();
  assert.deepEqual([got, asked.length], [[[3]], 3]);
});

test("nobody asks again for what is no longer offered", async () => {
  answers = [null, found(3)];
  offerBundle("a", "/media/a.bin");
  await settle();
  withdrawBundle("a");
  mock.timers.tick(60_000);
  await settle();
  assert.deepEqual([asked.length, registry.bundles.size, registry.coming.size], [1, 0, 0]);
});

test("what nobody needs yet is fetched when it is asked for", async () => {
  answers = [found(4)];
  assert.equal(isOffered("a"), false);
  offerBundle("a", "/media/a.bin", false);
  await settle();
  assert.deepEqual([isOffered("a"), asked.length], [true, 0]);
  const got = waiter("a");
  await settle();
  assert.deepEqual([got, asked.length], [[[4]], 1]);
});

test("a bundle that is lent to views goes with the last of them", () => {
  const made = [];
  const bytesOf = () => made[made.push(new Uint8Array([made.length])) - 1];
  const early = waiter("a");
  const ends = [lendBundle("a", bytesOf), lendBundle("a", bytesOf)];
  assert.deepEqual([early, waiter("a"), made.length], [[[0]], [[0]], 1]);
  ends[0]();
  assert.equal(isOffered("a"), true);
  ends[1]();
  assert.deepEqual([isOffered("a"), registry.bundles.size, registry.offers.size], [false, 0, 0]);
  lendBundle("a", bytesOf);
  assert.deepEqual([waiter("a"), asked], [[[1]], []]);
});

test("a bundle that a view has asked for is fetched though it is offered as one for later", async () => {
  answers = [found(1), found(2)];
  const got = waiter("a");
  offerBundle("a", "/media/a.bin", false);
  offerBundle("b", "/media/b.bin", false);
  await settle();
  assert.deepEqual([got, asked.length], [[[1]], 1]);
});
