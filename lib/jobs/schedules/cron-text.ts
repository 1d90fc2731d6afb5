import cronstrue from "cronstrue";

/** A cron expression in words, such as `At 02:30, Monday through Friday`; itself where it has none. */
export function cronText(cron: string): string {
  try {
    const text = cronstrue.toString(cron, { use24HourTimeFormat: true });
    return /^At [\d:]+$/.test(text) ? `${text} every day` : text;
  } catch {
    return cron;
  }
}
