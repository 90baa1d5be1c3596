// The drawing pad: strokes of a mouse, a pen or a finger, kept as lines so that they can be undone and drawn again.

const LEAST_PIXELS = 240;
const MOUSE_PRESSURE = 0.5;

/** What a pen in colour begins with. */
export const PEN_COLOR = "#1d2129";

/**
 * Draw strokes ({points: [x, y, width, ...], erases, color}) in the unit square onto a context whose transform is set, in
 * the context's own colour unless they are to have theirs.
 */
export function paintStrokes(context, strokes, from = 0, hasColor = false) {
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { points, erases, color } of strokes) {
    if (hasColor) context.strokeStyle = context.fillStyle = color ?? PEN_COLOR;
    context.globalCompositeOperation = erases ? "destination-out" : "source-over";
    if (points.length === 3) {
      context.beginPath();
      context.arc(points[0], points[1], points[2] / 2, 0, 2 * Math.PI);
      context.fill();
    }
    for (let i = Math.max(3, from); i < points.length; i += 3) {
      // A run of one width is one path: quicker, and without seams.
      context.lineWidth = points[i + 2];
      context.beginPath();
      context.moveTo(points[i - 3], points[i - 2]);
      context.lineTo(points[i], points[i + 1]);
      while (i + 5 < points.length && points[i + 5] === points[i + 2]) {
        i += 3;
        context.lineTo(points[i], points[i + 1]);
      }
      context.stroke();
    }
  }
  context.globalCompositeOperation = "source-over";
}

/**
 * A canvas to draw on. `onChange()` is called at every new point, `onRelease()` when a stroke or a command ends. In colour it
 * is white paper, else it has the page's ink.
 */
export class Pad {
  constructor(canvas, { onChange, onRelease, hasColor = false }) {
    this.canvas = canvas;
    this.hasColor = hasColor;
    this.color = PEN_COLOR;
    this.onChange = onChange;
    this.onRelease = onRelease;
    this.context = canvas.getContext("2d");
    this.ink = "#000";
    this.acts = []; // strokes, and {clears: true}
    this.undone = [];
    this.brush = 0.08; // widths of the pad
    this.isErasing = false;
    this.stroke = null;
    this.isEnabled = true;
    this.abort = new AbortController();
    const on = (type, listener) => {
      canvas.addEventListener(type, listener.bind(this), { signal: this.abort.signal });
    };
    on("pointerdown", this.onDown);
    on("pointermove", this.onMove);
    on("pointerup", this.onUp);
    on("pointercancel", this.onUp);
    on("contextmenu", (event) => event.preventDefault());
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(canvas);
    this.fit();
  }

  /** As many pixels as the screen shows: more would only cost time. */
  fit() {
    const side = Math.max(LEAST_PIXELS, Math.round(this.canvas.clientWidth * Math.min(3, window.devicePixelRatio || 1)));
    if (side === this.side) return;
    this.side = this.canvas.width = this.canvas.height = side;
    this.repaint();
  }

  /** The strokes since the pad was last cleared. */
  get strokes() {
    const cleared = this.acts.findLastIndex((act) => act.clears);
    return this.acts.slice(cleared + 1);
  }

  get isDrawing() {
    return this.stroke !== null;
  }

  setInk(color) {
    this.ink = color;
    this.repaint();
  }

  onDown(event) {
    if (event.button !== 0 && event.button !== 5) return;
    if (this.stroke || !this.isEnabled) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    const color = this.hasColor ? this.color : null;
    this.stroke = { points: [], erases: this.isErasing || event.button === 5, color };
    this.acts.push(this.stroke);
    this.undone = [];
    this.addPoint(event);
    this.paintFrom(0);
    this.onChange();
  }

  onMove(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    const from = this.stroke.points.length;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.addPoint(one);
    if (this.stroke.points.length === from) return;
    this.paintFrom(from);
    this.onChange();
  }

  onUp(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    this.stroke = null;
    this.onChange();
    this.onRelease();
  }

  addPoint(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    const { points } = this.stroke;
    const last = points.length - 3;
    if (last >= 0 && Math.hypot(x - points[last], y - points[last + 1]) < 0.003) return;
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? event.pressure : MOUSE_PRESSURE;
    const width = this.stroke.erases ? 1.8 * this.brush : this.brush * (0.5 + pressure);
    points.push(round3(x), round3(y), round3(width));
  }

  paintFrom(from) {
    this.setUp(this.context, this.side, this.ink);
    paintStrokes(this.context, [this.stroke], from, this.hasColor);
  }

  repaint() {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this.side, this.side);
    this.setUp(this.context, this.side, this.ink);
    paintStrokes(this.context, this.strokes, 0, this.hasColor);
  }

  setUp(context, side, color) {
    context.setTransform(side, 0, 0, side, 0, 0);
    context.strokeStyle = context.fillStyle = color;
  }

  get canUndo() {
    return this.acts.length > 0;
  }

  get canRedo() {
    return this.undone.length > 0;
  }

  undo() {
    if (!this.canUndo || this.stroke) return;
    this.undone.push(this.acts.pop());
    this.changed();
  }

  redo() {
    if (!this.canRedo || this.stroke) return;
    this.acts.push(this.undone.pop());
    this.changed();
  }

  clear() {
    if (this.strokes.length === 0 || this.stroke) return;
    this.acts.push({ clears: true });
    this.undone = [];
    this.changed();
  }

  /** Put other strokes in the place of these; undo brings the old ones back. */
  load(strokes) {
    if (this.strokes.length) this.acts.push({ clears: true });
    this.acts.push(...strokes);
    this.undone = [];
    this.changed();
  }

  /** Take strokes without telling anyone: what was drawn before the page was left. */
  restore(strokes) {
    this.acts = [...strokes];
    this.repaint();
  }

  changed() {
    this.repaint();
    this.onChange();
    this.onRelease();
  }

  /** The drawing as a PNG data address: white on black, as the data sets are, or in colour on white. */
  picture(side = 280) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const context = canvas.getContext("2d");
    this.setUp(context, side, "#fff");
    paintStrokes(context, this.strokes, 0, this.hasColor);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = this.hasColor ? "#fff" : "#000";
    context.fillRect(0, 0, side, side);
    return canvas.toDataURL("image/png");
  }

  destroy() {
    this.observer.disconnect();
    this.abort.abort();
  }
}

function round3(value) {
  return Math.round(value * 1000) / 1000;
}
