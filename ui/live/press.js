// Pointing along a strip or a chart: at once where it is pressed, and on while the pointer is dragged.

/** Call back with every event of a pressed pointer; it is followed beyond the element's edge. */
export function onPress(element, callback) {
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    if (event.isTrusted) element.setPointerCapture(event.pointerId);
    callback(event);
  });
  element.addEventListener("pointermove", (event) => event.buttons & 1 && callback(event));
}
