/** `1 – 30 November 2026`, `28 October – 3 November 2026`: a period for people, both days included. */
export function periodText({ from, to }: { from: string; to: string }): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return format.formatRange(new Date(from), new Date(to)).replaceAll("\u2009", " ");
}

/** `+25 %`, `−3.1 %`: against as many days before. */
export function changeText(change: number | null): string {
  if (change === null) return "";
  const percent = change * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const sign = percent > 0 ? "+" : percent < 0 ? "−" : "±";
  return `${sign}${Math.abs(percent).toLocaleString("en", { maximumFractionDigits: digits })} %`;
}
