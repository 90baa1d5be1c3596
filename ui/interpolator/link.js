// The address of a route, written as ui/interpolator/ends.py writes it.

/** @param {string} run; @param {object} state as Python is told it */
export function linkToRoute(run, state) {
  const url = new URL(window.location.href);
  const query = {
    run, z: state.z.join(","), to: state.to.join(","), via: state.via.map((z) => z.join(",")).join(";") || null,
    frames: state.frames, label: state.label, to_label: state.to_label === state.label ? null : state.to_label,
    easing: state.easing === "even" ? null : state.easing, loop: state.loop ? null : 0,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}
