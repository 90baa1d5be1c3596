import assert from "node:assert/strict";
import { test } from "node:test";
import source from "../../../ui/live/remote.js";
import { lineOf } from "../../../ui/live/remote_line.js";
import { RemoteNetwork, decoderOf } from "../../../ui/live/remote_network.js";
import { Network } from "../../../ui/live/network.js";

const METADATA = { format: "vae-network", version: "3", input_size: "2", num_classes: "0", output_size: "3", layers: "[]" };
const next = () => new Promise((resolve) => setTimeout(resolve, 2));

function answered(message, pixels) {
  return { turn: message.turn, pixels: btoa(String.fromCharCode(...pixels)) };
}

/** A network, its line, and what was asked for. */
function remote(fingerprint, more = {}) {
  const network = new RemoteNetwork({ ...METADATA, fingerprint, ...more });
  const line = lineOf(fingerprint);
  const sent = [];
  line.connect((name, message) => sent.push({ name, ...message }));
  return { network, line, sent };
}

test("a picture that is not there is asked for once and shown when it comes", async () => {
  const { network, line, sent } = remote("once");
  const arrivals = [];
  network.watch((arrival) => arrivals.push(arrival));
  assert.deepEqual([...network.forward([1, 2])], [0, 0, 0]);
  network.forward([1, 2]);
  await next();
  assert.equal(sent.length, 1);
  assert.equal(sent[0].name, "wanted");
  assert.deepEqual(sent[0].codes, [[1, 2]]);
  line.take(answered(sent[0], [0, 51, 255]));
  assert.deepEqual(arrivals.map(({ count, isUrgent }) => [count, isUrgent]), [[1, true]]);
  assert.deepEqual([...network.forward([1, 2])].map((value) => Math.round(255 * value)), [0, 51, 255]);
  assert.deepEqual([...network.forward([3, 3])].map((value) => Math.round(255 * value)), [0, 51, 255], "the last one stays");
  await next();
  line.arrive([]);
  network.close();
});

test("one batch at a time, what is looked at before what lies behind, an answer to another question is not taken", async () => {
  const { network, line, sent } = remote("batches");
  assert.equal(network.forwardAll(Float32Array.of(1, 1, 2, 2)), null);
  network.forward([5, 5]);
  await next();
  assert.deepEqual(sent[0].codes, [[5, 5]]);
  await next();
  assert.equal(sent.length, 1);
  line.take({ turn: sent[0].turn - 1, pixels: btoa("abc") });
  assert.equal(sent.length, 1);
  line.take(answered(sent[0], [1, 2, 3]));
  assert.deepEqual(sent[1].codes, [[1, 1], [2, 2]]);
  assert.ok(sent[1].turn > sent[0].turn);
  line.take(answered(sent[1], [0, 0, 0, 255, 255, 255]));
  assert.deepEqual([...network.forwardAll(Float32Array.of(1, 1, 2, 2))], [0, 0, 0, 1, 1, 1]);
  network.close();
});

test("what was asked for is asked again where the page is switched, and taken from there", async () => {
  const { network, line, sent } = remote("switched");
  network.forward([1, 2]);
  await next();
  const again = [];
  line.disconnect(line.send);
  assert.equal(line.send, null);
  line.connect((_, message) => again.push(message));
  assert.deepEqual(again, [{ turn: sent[0].turn, codes: [[1, 2]], shares: [[]] }]);
  assert.ok(network.isWaiting);
  line.take(answered(again[0], [255, 0, 0]));
  assert.deepEqual([...network.forward([1, 2])], [1, 0, 0]);
  assert.ok(!network.isWaiting);
  network.close();
});

test("an element that comes after the one that asked takes the answer that is there", async () => {
  const { network, line, sent } = remote("handed on");
  network.forward([1, 2]);
  await next();
  line.disconnect(line.send);
  const again = [];
  const facts = { fingerprint: "handed on", answer: answered(sent[0], [0, 255, 0]) };
  const leave = source({
    parentElement: { querySelector: () => null }, data: [facts], setStateValue: (_, message) => again.push(message),
  });
  assert.deepEqual([...network.forward([1, 2])], [0, 1, 0]);
  assert.deepEqual(again, []);
  leave();
  assert.equal(line.send, null);
  network.close();
  clearTimeout(line.forgetting);
});

test("pictures of a run are forgotten some time after the last page that has it open", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { network, line } = remote("forgotten");
  line.keep("0,0|", Uint8Array.of(1, 2, 3));
  const { send } = line;
  line.disconnect(send);
  context.mock.timers.tick(60_000);
  assert.equal(lineOf("forgotten"), line, "a view has it open");
  network.close();
  context.mock.timers.tick(20_000);
  line.connect(send);
  context.mock.timers.tick(60_000);
  assert.equal(lineOf("forgotten"), line, "another page had it open in time");
  line.disconnect(() => {});
  context.mock.timers.tick(60_000);
  assert.equal(lineOf("forgotten"), line, "an older element has gone");
  line.disconnect(send);
  context.mock.timers.tick(30_000);
  assert.notEqual(lineOf("forgotten"), line);
});

test("of many wishes the newest go out", async () => {
  const { network, line, sent } = remote("many");
  for (let k = 0; k < 100; k++) network.forward([k, 0]);
  await next();
  assert.equal(sent[0].codes.length, 64);
  assert.deepEqual(sent[0].codes.at(-1), [99, 0]);
  line.arrive([]);
  network.close();
});

test("a class is told as a share of each", async () => {
  const { network, line, sent } = remote("told", { num_classes: "3" });
  network.forward([0, 0], 1);
  network.forward([0, 0], Float64Array.of(0.5, 0.5, 0));
  await next();
  assert.deepEqual(sent[0].shares, [[0, 1, 0], [0.5, 0.5, 0]]);
  line.arrive([]);
  network.close();
});

test("who is closed hears nothing more; a run that browsers decode has its own network", async () => {
  const { network, line, sent } = remote("closed");
  let heard = 0;
  network.watch(() => heard++);
  network.forward([1, 2]);
  await next();
  network.close();
  line.take(answered(sent[0], [1, 2, 3]));
  assert.equal(heard, 0);
  assert.ok(decoderOf({ ...METADATA, fingerprint: "x" }, {}) instanceof RemoteNetwork);
  const bare = { format: "vae-network", version: "1", input_size: "2", num_classes: "0", layers: "[]" };
  assert.ok(decoderOf(bare, {}) instanceof Network);
});
