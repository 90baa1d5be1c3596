// Pointing along a strip or a chart: at once where it is pressed, and on while the pointer is dragged.

/**
 * Call back with every event of a pressed pointer; it is followed beyond the element's edge. Where a finger may scroll
 * the element both ways, nobody knows before it is lifted whether it points: it does where it has not scrolled.
 */
export function onPress(element, callback) {
  let isUndecided = false;
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    isUndecided = event.pointerType === "touch" && getComputedStyle(element).touchAction === "auto";
    if (isUndecided) return;
    if (event.isTrusted) element.setPointerCapture(event.pointerId);
    callback(event);
  });
  element.addEventListener("pointermove", (event) => event.buttons & 1 && !isUndecided && callback(event));
  element.addEventListener("click", (event) => isUndecided && callback(event));
}
