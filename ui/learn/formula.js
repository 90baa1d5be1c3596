// A formula in MathML, and the same with the numbers that are on the screen.

const PLACE = /^@(\w+)@$/;
const MATHML = "http://www.w3.org/1998/Math/MathML";

/** Draws one formula; its places take numbers by name. */
export class Formula {
  /** @param {string} tree JSON of [tag, attributes, text or children], whose places are texts between at signs */
  constructor(tree) {
    this.places = new Map();
    this.root = this.node(JSON.parse(tree));
  }

  node([tag, attributes, inside]) {
    const node = document.createElementNS(MATHML, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (Array.isArray(inside)) node.append(...inside.map((child) => this.node(child)));
    else node.append(this.text(inside, node));
    return node;
  }

  text(text, node) {
    const name = PLACE.exec(text)?.[1];
    if (!name) return text;
    this.places.set(name, node);
    return "–";
  }

  /** @param {Record<string, string | number>} values */
  show(values) {
    for (const [name, node] of this.places) {
      const text = String(values[name] ?? "–");
      if (node.textContent !== text) node.textContent = text;
    }
  }
}
