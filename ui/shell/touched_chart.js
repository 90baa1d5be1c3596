// A finger or a pen on a Plotly chart. Plotly selects what the pointer hovered over last; a finger hovers over nothing
// before it touches, so that a tap would select what was tapped before: the chart is told where it is as it comes down.

const SURFACE = ".js-plotly-plot .nsewdrag"; // of a chart, what takes presses

/** Let a tap on any chart select what is under the finger or pen, until the signal says that the page goes. */
export function pointWithFingers(signal) {
  document.addEventListener("pointerdown", (event) => {
    const surface = /** @type {Element} */ (event.target).closest?.(SURFACE);
    if (!surface || event.pointerType === "mouse" || !event.isPrimary) return;
    const { clientX, clientY } = event;
    surface.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
  }, { signal, capture: true });
}
