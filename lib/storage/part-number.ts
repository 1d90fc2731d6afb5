/** S3 has no more parts in one upload. */
const MOST = 10_000;

/** @throws TypeError for a number that no part can have. */
export function assertPartNumber(number: number): number {
  if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
  throw new TypeError(`A part has a number from 1 to 10,000; got ${number}.`);
}
