/** @throws {RangeError} unless `value` is a whole number from 1 to `most`. */
export function assertWhole(type: string, name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`Job "${type}": ${name} must be a whole number from 1 to ${most}, got ${value}.`);
}

/** @throws {RangeError} when `given` has other names than the `known` ones. */
export function assertNoOther(type: string, name: string, given: object, known: readonly string[]): void {
  const other = Object.keys(given).find((each) => !known.includes(each));
  if (other === undefined) return;
  const names = [known.slice(0, -1).join(", "), known.at(-1)].filter(Boolean).join(" and ");
  throw new RangeError(`Job "${type}": ${name} has ${names}, and no "${other}".`);
}
