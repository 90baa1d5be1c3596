// A formula in MathML, and the same with the numbers that are on the screen.

const PLACE = /^@(\w+)@$/;

/** Draws one formula; its places take numbers by name. */
export class Formula {
  /** @param {string} mathml whose places are texts between at signs */
  constructor(mathml) {
    const parsed = new DOMParser().parseFromString(mathml, "application/xml");
    this.root = /** @type {MathMLElement} */ (document.importNode(/** @type {any} */ (parsed.documentElement), true));
    this.places = new Map();
    for (const node of this.root.querySelectorAll("mtext")) {
      const name = PLACE.exec(node.textContent)?.[1];
      if (!name) continue;
      this.places.set(name, node);
      node.textContent = "–";
    }
  }

  /** @param {Record<string, string | number>} values */
  show(values) {
    for (const [name, node] of this.places) {
      const text = String(values[name] ?? "–");
      if (node.textContent !== text) node.textContent = text;
    }
  }
}
