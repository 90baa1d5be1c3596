// The page's colours, read from Streamlit's CSS variables, and word of when they change.

/** Return an element's font and the colours it inherits: texts as CSS colours, ink and paper as [r, g, b], and whether it is dark. */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const paper = toRgb(style.getPropertyValue("--st-background-color").trim() || "#ffffff");
  const ink = toRgb(style.getPropertyValue("--st-text-color").trim() || "#1d2129");
  const dark = paper[0] * 0.3 + paper[1] * 0.6 + paper[2] * 0.1 < 128;
  return {
    dark,
    font: style.fontFamily,
    line: style.getPropertyValue("--st-border-color").trim() || "#dedcd5",
    ink,
    paper,
    accent: style.getPropertyValue("--st-primary-color").trim() || "#2a53c8",
    pictureInk: dark ? [255, 255, 255] : [17, 20, 26],
    picturePaper: dark ? [5, 6, 9] : [255, 255, 255],
    fog: dark ? [8, 9, 12] : [228, 226, 219],
  };
}

/**
 * Call back when the theme changes, by way of a transition that CSS puts on the element's colour, and when its font has
 * come after what was drawn: a canvas keeps the one that stood in. Returns an undo.
 */
export function watchTheme(element, onChange) {
  const listener = (event) => {
    if (event.target === element && event.propertyName === "color") onChange();
  };
  element.addEventListener("transitionend", listener);
  let isWatching = true;
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  if (!document.fonts.check(font)) document.fonts.load(font).then(() => isWatching && onChange(), () => {});
  return () => {
    isWatching = false;
    element.removeEventListener("transitionend", listener);
  };
}

/** "rgb(r, g, b)" with an opacity, of an [r, g, b]. */
export function rgba([r, g, b], alpha) {
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

function toRgb(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
