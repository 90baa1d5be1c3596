// Keeps every text that the middle of the page has had, for a moment or for good, with where it stood; and touches all
// that can be touched, so that what a view says only then is among them.
(() => {
  const NAMES = ["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "alt", "placeholder", "label"];
  const SILENT = "style, script, math, pre, [data-testid=stIconMaterial]"; // an icon is written as its name
  const seen = new Map();
  const hostOf = (node) => (node.getRootNode() instanceof ShadowRoot ? hostOf(node.getRootNode().host) : node);
  const isOnPage = (node) => node.ownerDocument !== document || document.querySelector(".stMain")?.contains(hostOf(node));
  const whereOf = (node) => `${node.localName}.${node.getAttribute("class") ?? ""}`;
  /** @type {(text: string | null, node: Element, where: string) => void} */
  const note = (text, node, where) => {
    if (/\p{L}/u.test(text ?? "") && isOnPage(node)) seen.set(text.trim(), `${whereOf(node)} ${where}`);
  };
  /** @type {(node: any, name: string) => void} */
  const noteOf = (node, name) => note(node.getAttribute(name), node, name);
  // By kind, not class: what lies in a frame has classes of its own.
  /** @type {(node: any) => void} */
  const look = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.parentElement && !node.parentElement.closest(SILENT)) {
      note(node.data, node.parentElement, "");
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of NAMES) noteOf(node, name);
    if (node.localName === "iframe" && node.contentDocument) watch(node.contentDocument);
    for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) look(child);
  };
  const watch = (root) => {
    root.childNodes.forEach(look);
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes, attributeName } of changes) {
        if (type === "childList") addedNodes.forEach(look);
        else if (type === "attributes") noteOf(target, attributeName);
        else look(target);
      }
    }).observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: NAMES });
  };
  if (window === window.top) watch(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    watch(root);
    return root;
  };
  for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const draw = kind.prototype.fillText;
    kind.prototype.fillText = function (text, ...rest) {
      if (/\p{L}/u.test(text)) seen.set(String(text), "drawn");
      return draw.call(this, text, ...rest);
    };
  }
  window.print = () => {};

  const frame = () => new Promise(requestAnimationFrame);
  const send = (node, Kind, type, more = {}) => node.dispatchEvent(new Kind(type, { bubbles: true, composed: true, cancelable: true, ...more }));
  const touchMap = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    /** @type {[string, number][]} */
    const moves = [["pointermove", 0.5], ["pointermove", 0.2], ["pointerdown", 0.2], ["pointermove", 0.9], ["pointerup", 0.9], ["pointerleave", 1]];
    for (const [type, part] of moves) {
      send(node, PointerEvent, type, { clientX: x + part * width, clientY: y + part * height, pointerId: 1, buttons: 1 });
    }
    send(node, WheelEvent, "wheel", { deltaY: 10 });
  };
  /** @type {(node: HTMLInputElement) => Promise<void>} */
  const turn = async (node) => {
    for (const value of [node.max, node.min, String((Number(node.min) + Number(node.max)) / 2)]) {
      node.value = value;
      send(node, Event, "input");
      send(node, Event, "change");
      await frame();
    }
  };
  const touch = async (node) => {
    node.focus();
    if (node.matches("canvas")) touchMap(node);
    if (node.matches("canvas, input[type=range]")) for (const key of ["ArrowRight", "ArrowUp", "+", "End", "Home"]) send(node, KeyboardEvent, "keydown", { key });
    if (node.matches("input[type=range]")) await turn(node);
    else if (node.matches("select")) {
      node.selectedIndex = node.options.length - 1;
      send(node, Event, "change");
    } else if (!node.matches("canvas")) node.click();
    await frame();
  };

  /** Touch everything below an element once, what appears meanwhile, too, but for quiet ways to other steps and choices of machines. */
  const touchAll = async (root) => {
    const touched = new Set();
    const nameOf = (node) => [node.localName, node.className, node.textContent, node.value, node.dataset.testid, node.getAttribute("aria-label")].join("|");
    const next = () => [...root.querySelectorAll("button:not(:disabled, .quiet), summary, input:not(:disabled, [type=checkbox]), select, canvas")]
      .find((node) => node.checkVisibility() && !touched.has(nameOf(node)));
    for (let node = next(); node && touched.size < 80; node = next()) {
      touched.add(nameOf(node));
      await touch(node);
    }
  };
  Object.assign(window, { seenTexts: seen, touchAll });
})();
