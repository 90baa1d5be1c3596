// Every text on a page whose contrast with what lies behind it is below WCAG 2.2 AA: [{text, ratio, color, background}].
() => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[3] * top[i] + (1 - top[3]) * below[i]);
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const above = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const lineage = (element) => {
    const all = [];
    for (let each = element; each; each = above(each)) all.push(each);
    return all;
  };
  const texts = (root) => [...root.querySelectorAll("*")].flatMap((element) => [
    ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()).map(() => element),
    ...(element.shadowRoot ? texts(element.shadowRoot) : []),
  ]);
  const poor = [];
  for (const element of new Set(texts(document.body))) {
    const box = element.getBoundingClientRect();
    const isShown = box.width > 2 && box.height > 2 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const line = lineage(element);
    if (!isShown || line.some((each) => each.matches("style, script, option, :disabled, [aria-disabled=true]"))) continue;
    const style = getComputedStyle(element);
    let alpha = 1;
    const layers = [];
    for (const each of line) {
      const { opacity, backgroundColor } = getComputedStyle(each);
      if (layers.at(-1)?.[3] !== 1) layers.push(rgba(backgroundColor));
      alpha *= Number(opacity);
    }
    const background = layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
    const [r, g, b, a] = rgba(element instanceof SVGElement ? style.fill : style.color);
    const ratio = contrast(over([r, g, b, a * alpha], background), background);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) || /material/i.test(style.fontFamily);
    if (ratio < (isLarge ? 3 : 4.5)) poor.push({ text: element.textContent.trim().slice(0, 60), ratio, color: [r, g, b, a * alpha], background });
  }
  return poor;
}
