import type { Source } from "./sources/source";

/** What the file is called: what is in it, and the day in UTC. */
export function fileName({ name }: Source, day: Date, extension: string): string {
  return `${name}-${day.toISOString().slice(0, 10)}.${extension}`;
}

/** How mails speak of an export. */
export function exportName({ name }: Source): string {
  return `The export of ${name.replaceAll("-", " ")}`;
}
