// A page that hosts a widget as notebooks do: a model that anywidget's script reads, writes and listens to.

globalThis.numTold = 0; // times that Python has heard something

/** What the test's Python hears and says goes through `toPython` and `model.receive`. */
class HostedModel {
  constructor(state) {
    this.state = state;
    this.changed = {};
    this.listeners = {};
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    this.changed[name] = value;
    this.apply({ [name]: value });
  }

  async save_changes() {
    const told = this.changed;
    this.changed = {};
    await globalThis.toPython(told);
    globalThis.numTold += 1;
  }

  on(event, listener) {
    (this.listeners[event] ??= new Set()).add(listener);
  }

  off(event, listener) {
    this.listeners[event]?.delete(listener);
  }

  receive(state) {
    this.apply(state);
  }

  apply(state) {
    for (const [name, value] of Object.entries(state)) {
      if (JSON.stringify(this.state[name]) === JSON.stringify(value)) continue;
      this.state[name] = value;
      for (const listener of this.listeners[`change:${name}`] ?? []) listener();
    }
  }
}

/** Show a widget in an element of the page; its bytes come as a part of a message, which begins anywhere. */
globalThis.hostWidget = async (id, state, packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const message = new Uint8Array(bytes.length + 3);
  message.set(bytes, 3);
  const model = new HostedModel({ ...state, _bundle: new DataView(message.buffer, 3, bytes.length) });
  const script = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
  const { default: widget } = await import(script);
  const el = document.createElement("div");
  const end = widget.render({ model, el }); // as JupyterLab does, before it is on the page
  await new Promise(requestAnimationFrame);
  document.getElementById(id).append(el);
  (globalThis.hosted ??= {})[id] = { model, end };
};
