/** @throws {RangeError} unless `value` is a whole number from 1 to `most`. */
export function assertWhole(type: string, name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`Job "${type}": ${name} must be a whole number from 1 to ${most}, got ${value}.`);
}

/** @throws {RangeError} when `rest`, what was given beside the `known` names, is not empty. */
export function assertNoOther(type: string, name: string, rest: object, known: string): void {
  const [other] = Object.keys(rest);
  if (other === undefined) return;
  throw new RangeError(`Job "${type}": ${name} has ${known}, and no "${other}".`);
}
