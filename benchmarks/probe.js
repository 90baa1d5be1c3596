// Runs in the page before its own scripts: notes which pictures were shown when, and what went over the web socket.
(() => {
  const SIZE = 28;
  const scratch = document.createElement("canvas");
  scratch.width = scratch.height = SIZE;
  const context = scratch.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingEnabled = false;

  /** @type {(testId: string, root?: ParentNode) => HTMLElement | null} */
  const find = (testId, root = document) => {
    const hit = /** @type {HTMLElement | null} */ (root.querySelector(`[data-testid="${testId}"]`));
    if (hit) return hit;
    for (const element of root.querySelectorAll("*")) {
      const inner = element.shadowRoot && find(testId, element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };

  let canvas = null;
  // A number for what the picture shows now; null while there is none (no canvas, or one of a single colour).
  const fingerprint = () => {
    if (!canvas?.isConnected) canvas = find("decoded-image");
    if (!canvas?.width) return null;
    context.clearRect(0, 0, SIZE, SIZE);
    context.drawImage(canvas, 0, 0, SIZE, SIZE);
    const pixels = new Uint32Array(context.getImageData(0, 0, SIZE, SIZE).data.buffer);
    let hash = 0x811c9dc5;
    let blank = true;
    for (const pixel of pixels) {
      hash = Math.imul(hash ^ pixel, 0x01000193);
      blank &&= pixel === pixels[0];
    }
    return blank ? null : hash >>> 0;
  };

  // [milliseconds of the frame, fingerprint, whether the pointer has moved since the one before] for every frame drawn
  // between start() and stop().
  let frames = [];
  let watching = false;
  let hasMoved = false;
  const watch = (time) => {
    if (!watching) return;
    frames.push([time, fingerprint(), hasMoved]);
    hasMoved = false;
    requestAnimationFrame(watch);
  };
  addEventListener("pointermove", () => (hasMoved = true), true);

  const box = (testId) => {
    const { x, y, width, height } = find(testId)?.getBoundingClientRect() ?? {};
    return width && height ? { x, y, width, height } : null;
  };

  const releases = [];
  const messages = [];
  addEventListener("pointerup", () => releases.push(performance.now()), true);
  window.WebSocket = class extends WebSocket {
    /** @param {ConstructorParameters<typeof WebSocket>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.byteLength < 4096) messages.push([performance.now(), Array.from(new Uint8Array(data))]);
      });
    }
  };

  const probe = {
    box,
    fingerprint,
    nextFrame: () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    start() {
      frames = [];
      watching = true;
      requestAnimationFrame(watch);
    },
    stop() {
      watching = false;
      return frames;
    },
    forget: () => void (releases.length = messages.length = 0),
    traffic: () => ({ releases, messages }),
  };
  Object.assign(window, { probe });
})();
