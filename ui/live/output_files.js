// Buttons that save an output as files of its kind, such as a melody as MIDI, and as a picture after these.

import { element } from "./element.js";
import { saveFile } from "./share.js";

/** @import { Kind, SavedFile } from "./kinds.js" */

/**
 * Put the buttons in the place of the one that saves a picture, where its kind has files of its own.
 * @param {HTMLElement} button saves the picture when it is pressed
 * @param {Kind} kind
 * @param {string} noun what the output is called
 * @param {{name: string, values: () => ArrayLike<number>}} output what its file is called before the ending, and its numbers
 */
export function offerFiles(button, kind, noun, { name, values }) {
  if (!kind.files) return;
  const group = element("span", { className: "save-files" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `Save the ${noun}`);
  button.replaceWith(group);
  Object.assign(button, { textContent: "PNG", title: `Save how the ${noun} is drawn, as PNG` });
  const others = kind.files.map((file) => buttonOf(file, async () => {
    saveFile(await file.make(values()), file.type, `${name}${file.suffix}`);
  }));
  group.append(`Save ${noun}:`, ...others, button);
}

/**
 * @param {SavedFile} file
 * @param {() => void} onClick
 */
function buttonOf({ text, title }, onClick) {
  const button = element("button", { type: "button", className: "quiet", textContent: text, title });
  button.addEventListener("click", onClick);
  return button;
}
