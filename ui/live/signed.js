// Numbers with a sign, as people write them.

/** A number with a minus as long as a plus; what rounds to nothing has none. */
export function signed(value, decimals = 2) {
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}
