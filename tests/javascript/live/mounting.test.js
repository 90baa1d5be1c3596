import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { provideBundle } from "../../../ui/live/bundles.js";
import { AT_ONCE, mounted } from "../../../ui/live/mounting.js";
import { endNews, tellNews } from "../../../ui/live/news.js";
import { readySince } from "../../../ui/live/ready.js";
import { Refusal } from "../../../ui/live/refusal.js";
import { FakeElement } from "../elements.js";

const LATER = { fingerprint: () => "later", take: (view, bytes) => view.complete(bytes) };

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = /** @type {any} */ ({ querySelector: () => null });
  globalThis.latentExplorerBundles.bundles.clear();
  globalThis.latentExplorerBundles.waiting.clear();
  delete globalThis.latentExplorerTellers;
  performance.clearMarks();
  console.error = () => {};
});

/** An element for one view, which writes into `told` what it is asked. */
function elementForView(options = {}) {
  const line = new FakeElement();
  line.hidden = true;
  const root = new FakeElement({ ".problem": line });
  const told = [];
  class View {
    constructor(_root, data, bundles, send) {
      if (bundles.includes("damaged")) throw new Error("no header");
      if (bundles.includes("unknown")) throw new Refusal("This view knows no such run.");
      told.push(["made", data.at, ...bundles]);
      this.send = send;
    }

    update(data) {
      told.push(["update", data.at]);
      this.send("heard", data.at);
    }

    complete(bytes) {
      if (bytes === "damaged") throw new Error("no layers");
      told.push(["complete", bytes]);
    }

    destroy() {
      told.push(["destroyed"]);
    }
  }
  const run = mounted(View, { patience: 50, missing: "It has not come.", damaged: (reason) => `Damaged: ${reason}.`, ...options });
  const parentElement = new FakeElement({ ".themed": root });
  const mount = (data, ...channel) => run(/** @type {any} */ (
    { parentElement, data: [data, ...channel], setStateValue: (...value) => told.push(value) }));
  const problem = () => {
    const isBusy = root.getAttribute("aria-busy") !== "false";
    return line.hidden || isBusy || !root.classList.contains("has-problem") ? null : line.textContent;
  };
  return { mount, problem, root, told };
}

const pause = () => mock.timers.tick(150);
const provide = (fingerprint, bytes) => provideBundle(fingerprint, /** @type {any} */ (bytes));

test("a view is made of all its bundles and the newest data", () => {
  const { mount, problem, told } = elementForView({ fingerprints: ({ needs }) => needs });
  const needs = ["first", "second"];
  mount({ needs, at: 1 });
  provide("second", "bytes of the second");
  mount({ needs, at: 2 });
  provide("first", "bytes of the first");
  const unmount = mount({ needs, at: 3 });
  pause();
  unmount();
  mount({ needs, at: 4 });
  assert.deepEqual(told, [
    ["made", 2, "bytes of the first", "bytes of the second"],
    ["update", 3],
    ["heard", 3],
    ["destroyed"],
    ["made", 4, "bytes of the first", "bytes of the second"],
    ["update", 4],
    ["heard", 4],
  ]);
  assert.deepEqual([problem(), readySince()], [null, null]);
});

test("after the patience it says what is missing", () => {
  const { mount, problem, told } = elementForView();
  mount({ fingerprint: "never" });
  assert.equal(problem(), null);
  pause();
  assert.deepEqual([problem(), readySince() !== null, told], ["It has not come.", true, []]);
});

test("what comes after the patience is shown", () => {
  const { mount, problem, root, told } = elementForView({ later: LATER });
  mount({ fingerprint: "first", at: 1 });
  pause();
  assert.equal(problem(), "It has not come.");
  provide("first", "bytes");
  assert.equal(problem(), "It has not come.");
  provide("later", "bytes");
  assert.deepEqual([problem(), root.classList.contains("has-problem")], [null, false]);
  assert.deepEqual(told, [["made", 1, "bytes"], ["complete", "bytes"]]);
});

test("a damaged bundle is told and stays told", () => {
  const { mount, problem, told } = elementForView({ later: LATER });
  mount({ fingerprint: "bad" });
  provide("bad", "damaged");
  assert.equal(problem(), "Damaged: no header.");
  pause();
  assert.deepEqual([problem(), readySince() !== null, told], ["Damaged: no header.", true, []]);
});

test("a view that refuses is heard in its own words", () => {
  const { mount, problem, told } = elementForView();
  mount({ fingerprint: "first" });
  provide("first", "unknown");
  assert.deepEqual([problem(), told], ["This view knows no such run.", []]);
});

test("the patience lasts for a later bundle", () => {
  for (const [arrivals, heard, said] of /** @type {[string[], any[], ?string][]} */ ([
    [["first"], [["made", 1, "bytes"]], "It has not come."],
    [["first", "later"], [["made", 1, "bytes"], ["complete", "bytes"]], null],
    [["later", "first"], [["made", 1, "bytes"], ["complete", "bytes"]], null],
    [["later"], [], "It has not come."],
  ])) {
    globalThis.latentExplorerBundles.bundles.clear();
    const { mount, problem, told } = elementForView({ later: LATER });
    const unmount = mount({ fingerprint: "first", at: 1 });
    for (const fingerprint of arrivals) provide(fingerprint, "bytes");
    pause();
    assert.deepEqual([told, problem()], [heard, said], arrivals.join());
    unmount();
  }
});

test("a damaged later bundle is told", () => {
  const { mount, problem, told } = elementForView({ later: LATER });
  mount({ fingerprint: "first", at: 1 });
  provide("first", "bytes");
  provide("later", "damaged");
  assert.deepEqual([told, problem()], [[["made", 1, "bytes"]], "Damaged: no layers."]);
});

test("who has gone waits no longer", () => {
  const { mount, problem, told } = elementForView();
  mount({ fingerprint: "late" })();
  provide("late", "bytes");
  pause();
  assert.deepEqual([told, problem(), globalThis.latentExplorerBundles.waiting.size], [[], null, 0]);
});

test("what is laid out before the page's own margins have come waits for them", () => {
  const styles = [];
  const screen = { waiting: [] };
  globalThis.requestAnimationFrame = /** @type {any} */ ((callback) => screen.waiting.push(callback));
  globalThis.document = /** @type {any} */ ({ querySelector: () => ({}), querySelectorAll: () => styles });
  const { mount, told } = elementForView();
  mount({ fingerprint: "first", at: 1 });
  provide("first", "bytes");
  assert.deepEqual(told, []);
  styles.push({ textContent: ".stMainBlockContainer { padding: 1rem }" });
  screen.waiting.pop()();
  assert.deepEqual(told, [["made", 1, "bytes"]]);
});

test("a step back takes back the places that were told, on the same page alone", () => {
  const page = new EventTarget();
  const place = { pathname: "/Explore" };
  globalThis.window = /** @type {any} */ (Object.assign(page, { location: place }));
  const told = [];
  class View {
    static places = ["heard"];

    constructor(_root, _data, _bundles, send) {
      this.send = send;
    }

    update({ at }) {
      this.send("heard", at);
      this.send("drawing", at);
    }

    destroy() {}
  }
  const parentElement = new FakeElement({ ".problem": new FakeElement() });
  const run = mounted(View, AT_ONCE);
  const mount = (at) => run(/** @type {any} */ ({ parentElement, data: [{ at }], setStateValue: (...value) => told.push(value) }));
  const step = (pathname) => {
    place.pathname = pathname;
    page.dispatchEvent(new Event("popstate"));
    pause();
    return told.splice(0);
  };
  const unmount = mount(1);
  assert.deepEqual(step("/Explore"), [["heard", 1], ["drawing", 1], ["heard", null]]);
  assert.deepEqual(step("/Explore"), []);
  mount(2);
  assert.deepEqual(step("/Atlas"), [["heard", 2], ["drawing", 2]]);
  unmount();
  assert.deepEqual(step("/Explore"), []);
  delete globalThis.window;
});

test("until the view is there its controls are hidden, and a wait that can be noticed has a word", () => {
  for (const arrives of ["after a moment", "at once", "never"]) {
    globalThis.latentExplorerBundles.bundles.clear();
    const words = [];
    globalThis.document = /** @type {any} */ ({
      querySelector: () => null,
      createElement: () => Object.assign(new FakeElement(), { remove: () => words.pop() }),
    });
    const { mount, root } = elementForView({ patience: 1000 });
    /** @type {any} */ (root.querySelector(".problem")).after = (word) => words.push(word.textContent);
    const unmount = mount({ fingerprint: "first", at: 1 });
    assert.ok(root.classList.contains("is-loading"));
    if (arrives === "at once") provide("first", "bytes");
    mock.timers.tick(900);
    assert.deepEqual(words, arrives === "at once" ? [] : ["Loading the network …"]);
    if (arrives === "after a moment") provide("first", "bytes");
    mock.timers.tick(900);
    assert.deepEqual([words, root.classList.contains("is-loading")], [[], false], arrives);
    unmount();
  }
});

test("a view whose facts come in part as news is made when they have come, and told of each", () => {
  for (const isEarly of [true, false]) {
    const { mount, told } = elementForView({ fingerprints: () => [] });
    if (isEarly) tellNews("channel", { at: 1 });
    const unmount = mount({ name: "stands" }, "channel");
    if (!isEarly) {
      assert.deepEqual(told, []);
      tellNews("channel", { at: 1 });
    }
    tellNews("channel", { at: 2 });
    unmount();
    tellNews("channel", { at: 3 });
    endNews("channel");
    const updates = told.filter(([what]) => what === "update").map(([, at]) => at);
    assert.deepEqual([told[0], updates.at(-1), told.at(-1)], [["made", 1], 2, ["destroyed"]]);
    assert.equal(globalThis.latentExplorerNews.size, 0);
  }
});
