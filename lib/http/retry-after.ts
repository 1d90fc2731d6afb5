const LEAST_SECONDS = 1;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * Seconds until the provider wants to hear from us again: `retry-after` as seconds or as a date, else
 * `otherwise`. Between one second and a day, whatever the header says. `ratelimit-reset` is not read: it
 * tells of the window of one second that any request falls into.
 */
export function retryAfterSeconds(
  headers: Readonly<Record<string, string>> | null,
  otherwise: number,
  now: number = Date.now(),
): number {
  const told = seconds(headers?.["retry-after"], now) ?? otherwise;
  return Math.min(Math.max(told, LEAST_SECONDS), DAY_SECONDS);
}

function seconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const number = Number(header);
  const value = Number.isNaN(number) ? (Date.parse(header) - now) / 1000 : number;
  return Number.isFinite(value) ? Math.ceil(value) : undefined;
}
