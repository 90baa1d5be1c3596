// Elements of the page.

/** Create an element with properties. */
export function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}
