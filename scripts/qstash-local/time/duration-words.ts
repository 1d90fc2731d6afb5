const UNITS: [string, number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** A wait in its two largest units, rounded down to whole seconds: `2 min 28 s`, `3 h`. */
export function waitInWords(milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  const parts = UNITS.map(([unit, size]): [string, number] => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return [unit, count];
  });
  const first = parts.findIndex(([, count]) => count > 0);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => `${count} ${unit}`).join(" ");
}

/** How long something took, finer when it was short: `35 ms`, `1.2 s`, `2 min 3 s`. */
export function tookInWords(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  return whole < 10_000 ? `${(whole / 1000).toFixed(1)} s` : waitInWords(whole);
}
