// What views tell Python goes out one view after another.
//
// Streamlit gathers all that is told in one turn of the event loop into one message, and has it run one fragment: that of
// the view that told first. The others' values arrive, but nothing runs on them until their fragment runs again.

/** @typedef {{send: (name: any, value: any) => void}} Teller a view's way to Python */

/** What waits for its turn, by teller and name; whose turn it is comes first, with all that it has told. */
function tellers() {
  return (globalThis.latentExplorerTellers ??= new Map());
}

/**
 * Tell Python a value: at once, or where another view has told something in this turn, in a turn of its own.
 * @param {Teller} teller
 * @param {string} name
 * @param {any} value
 */
export function tell(teller, name, value) {
  const waiting = tellers();
  const isAlone = waiting.size === 0;
  if (!waiting.has(teller)) waiting.set(teller, new Map());
  if (waiting.keys().next().value === teller) teller.send(name, value);
  else waiting.get(teller).set(name, value); // of two values that wait under a name the last counts
  if (isAlone) endTurn();
}

/** Let the next have its turn after Streamlit's own timer, which was begun by what has just been told. */
function endTurn() {
  setTimeout(nextTurn, 0);
}

function nextTurn() {
  const waiting = tellers();
  waiting.delete(waiting.keys().next().value);
  const [next] = waiting;
  if (!next) return;
  const [teller, values] = next;
  values.forEach((value, name) => teller.send(name, value));
  endTurn();
}
