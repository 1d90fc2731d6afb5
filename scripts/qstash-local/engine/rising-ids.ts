/** Ids of the form `<ms>-<sequence>`, rising even when the clock is set back. Source: protocol §2.9. */
export function createRisingIds(last = "0-0"): (nowMs: number) => string {
  let [time, sequence] = parseRisingId(last) ?? [0, 0];
  return (nowMs) => {
    sequence = nowMs > time ? 0 : sequence + 1;
    time = Math.max(time, nowMs);
    return `${time}-${sequence}`;
  };
}

/** Time and sequence of such an id; `undefined` for any other text. Fifteen digits fit a number exactly. */
export function parseRisingId(text: string): readonly [time: number, sequence: number] | undefined {
  const [, time, sequence] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  return time === undefined || sequence === undefined ? undefined : [Number(time), Number(sequence)];
}

/** Whether `id` was given out after `other`. */
export function isLater(id: string, other: string): boolean {
  const [time, sequence] = parseRisingId(id) ?? [0, 0];
  const [otherTime, otherSequence] = parseRisingId(other) ?? [0, 0];
  return time === otherTime ? sequence > otherSequence : time > otherTime;
}
