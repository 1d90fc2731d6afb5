const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** A size as people say it: `812 bytes`, `4.2 MB`. Thousands, as file managers and clouds count by now. */
export function fileSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  const digits = power > 0 && value < 100 ? 1 : 0;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })}\u00a0${UNITS[power]}`;
}
