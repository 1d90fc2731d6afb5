import type { AttemptResult } from "../delivery/attempt-result";
import type { HeaderMap } from "../http/header-map";
import { limits } from "../limits";

/** The beginning of what a destination answered: enough for a person to see what it meant. */
export type AnswerExcerpt = {
  header: HeaderMap;
  body: Buffer;
  /** Size of the whole body. */
  bodyBytes: number;
};

/** A copy, so that the whole answer can be forgotten. Nothing when there was no answer. */
export function excerptOf({ status, header, body }: AttemptResult): AnswerExcerpt | undefined {
  if (status === 0) return undefined;
  const beginning = Buffer.from(body.subarray(0, limits.answers.bodyBytes));
  return { header: beginningOf(header), body: beginning, bodyBytes: body.length };
}

/** Roughly what it costs to keep. */
export function excerptBytes({ header, body }: AnswerExcerpt): number {
  return [...header].reduce((sum, entry) => sum + headerBytes(entry), body.length);
}

function beginningOf(header: HeaderMap): HeaderMap {
  let room: number = limits.answers.headerBytes;
  return new Map([...header].filter((entry) => (room -= headerBytes(entry)) >= 0));
}

function headerBytes([name, values]: readonly [string, readonly string[]]): number {
  return values.reduce((sum, value) => sum + value.length, name.length);
}
