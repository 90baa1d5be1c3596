// Values that Python and JavaScript agree on: one that is not among them is refused, never taken for another.

/**
 * Return what a table has for a name.
 * @template Value
 * @param {Record<string, Value>} table
 * @param {string} name
 * @param {string} what a word for the names, such as "path"
 */
export function known(table, name, what) {
  if (Object.hasOwn(table, name)) return table[name];
  throw new Error(`A ${what} must be one of ${Object.keys(table).join(", ")}, got ${name}.`);
}
