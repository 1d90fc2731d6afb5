const CONFIG_UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * Milliseconds of a duration in a publish header: `50s`, `10h`, `1d10h30m` (protocol §3.2), whole numbers only.
 * `undefined` when it is not one.
 */
export function parseDuration(text: string): number | undefined {
  return sumOfParts(text, /(\d+)([dhms])/y, CONFIG_UNITS);
}

const GO_UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 };

/** Milliseconds of a Go-style duration in a rate-limit header: `6m5s`, `1.5s`, `250ms` (protocol §4.4). */
export function parseGoDuration(text: string): number | undefined {
  return sumOfParts(text, /(\d+(?:\.\d+)?)(ns|us|µs|ms|h|m|s)/y, GO_UNITS);
}

function sumOfParts(text: string, part: RegExp, units: Record<string, number>): number | undefined {
  let total = 0;
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    total += Number(match[1]) * (units[match[2] ?? ""] ?? Number.NaN);
  }
  return text !== "" && Number.isFinite(total) ? total : undefined;
}
