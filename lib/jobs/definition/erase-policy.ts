const TEN_YEARS_SECONDS = 10 * 365 * 24 * 60 * 60;

/** Seconds after a job's end until its payload is erased, or which for this payload; null: with its row. */
export type EraseOption<Payload> = number | EraseOf<Payload>;

/** Written as a method's type: a definition of any payload must be one of unknown payload, too. */
type EraseOf<Payload> = { of(payload: Payload): number | null }["of"];

/**
 * What the option says of a payload that its schema has made.
 *
 * @throws {RangeError} for what is no whole number of seconds up to ten years.
 */
export function eraseSeconds<Payload>(
  {
    type,
    erasePayloadAfterSeconds: option,
  }: { type: string; erasePayloadAfterSeconds: EraseOption<Payload> | null },
  payload: Payload,
): number | null {
  return typeof option === "function" ? checkedErase(type, option(payload)) : option;
}

/** @throws {RangeError} naming the bounds and what came. */
export function checkedErase(type: string, seconds: number | null): number | null {
  if (seconds === null || (Number.isInteger(seconds) && seconds >= 0 && seconds <= TEN_YEARS_SECONDS))
    return seconds;
  throw new RangeError(
    `Job "${type}": erasePayloadAfterSeconds must be a whole number from 0 to ${TEN_YEARS_SECONDS}, got ${seconds}.`,
  );
}
