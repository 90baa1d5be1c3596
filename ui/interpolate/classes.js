// Which classes a conditional run draws along the way: one for the whole of it, or one that becomes another.

import { ClassButtons } from "../live/controls.js";
import { element } from "../live/element.js";

/** `onChange()` is told after the route's two classes were set. */
export class ClassChoice {
  constructor(root, route, names, onChange) {
    this.route = route;
    const choose = (first, last) => {
      route.labels = [first, last];
      onChange();
    };
    this.buttons = new ClassButtons(root.querySelector(".classes"), names, (label) => {
      choose(label, route.isMorph ? route.labels[1] : label);
    });
    const row = root.querySelector(".becomes");
    row.hidden = false;
    this.select = row.querySelector("select");
    this.select.replaceChildren(element("option", { value: "", textContent: "the same class" }),
      ...names.map((name, label) => element("option", { value: String(label), textContent: name })));
    this.select.addEventListener("change", () => {
      const [first] = route.labels;
      choose(first, this.select.value === "" ? first : Number(this.select.value));
    });
    this.show();
  }

  show() {
    const { labels, isMorph } = this.route;
    this.buttons.show(labels[0]);
    this.select.value = isMorph ? String(labels[1]) : "";
  }
}
