/** How far a signature's time may be off, either way: as the providers' libraries have it. */
const TOLERANCE_SECONDS = 300;

/** @param seconds since 1970; not a number for none. */
export function isRecent(seconds: number): boolean {
  return Math.abs(Date.now() / 1_000 - seconds) <= TOLERANCE_SECONDS;
}
