// What can be taken away from a place: its link, its picture, the map.

import { element } from "./element.js";
import { pngWithText } from "./view_png.js";

/**
 * Save a canvas as a PNG file that opens its view again.
 * @param {HTMLCanvasElement} canvas
 * @param {string} fileName
 * @param {string} view as `viewText` writes it
 */
export function saveCanvas(canvas, fileName, view) {
  canvas.toBlob(async (blob) => {
    saveFile(pngWithText(new Uint8Array(await blob.arrayBuffer()), view), "image/png", fileName);
  }, "image/png");
}

/** Let the browser save a file. */
export function saveFile(bytes, type, fileName) {
  const link = element("a", { href: URL.createObjectURL(new Blob([bytes], { type })), download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Copy a link, and say so on the button that was pressed. */
export async function copyLink(button, link) {
  const text = button.textContent;
  button.textContent = (await copyText(link, button.parentElement)) ? "Copied" : "Copy it from the address bar";
  setTimeout(() => (button.textContent = text), 1800);
}

/** Copy a text, by the older way where the clipboard is closed to the page; says whether it worked. */
async function copyText(text, container) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { value: text, className: "off-screen" });
    container.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}
