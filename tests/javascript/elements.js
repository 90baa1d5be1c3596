// A few elements without a browser, for tests of what only writes to them.

/** An element that knows its attributes, classes and listeners, and finds what it was given by selector. */
export class FakeElement extends EventTarget {
  /** @param {Record<string, FakeElement>} children by selector */
  constructor(children = {}) {
    super();
    this.children = children;
    this.attributes = {};
    this.dataset = {};
    this.style = { setProperty: (name, value) => (this.style[name] = value) };
    this.textContent = "";
    this.value = "";
    this.hidden = false;
    this.classes = new Set();
    this.classList = {
      add: (name) => this.classes.add(name),
      remove: (name) => this.classes.delete(name),
      contains: (name) => this.classes.has(name),
      toggle: (name, isOn) => void (isOn ? this.classes.add(name) : this.classes.delete(name)),
    };
  }

  querySelector(selector) {
    return this.children[selector] ?? null;
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  hasAttribute(name) {
    return name in this.attributes;
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  append() {}

  replaceChildren() {}
}

/** Frames of the screen that come when a test says so. */
export class FakeFrames {
  constructor() {
    this.waiting = new Map();
    this.last = 0;
    globalThis.requestAnimationFrame = (callback) => {
      this.waiting.set(++this.last, callback);
      return this.last;
    };
    globalThis.cancelAnimationFrame = (id) => void this.waiting.delete(id);
  }

  /** Show the next frame at a time in milliseconds. */
  show(now) {
    const callbacks = [...this.waiting.values()];
    this.waiting.clear();
    for (const callback of callbacks) callback(now);
  }
}
