import type { AttemptResult } from "../delivery/attempt-result";
import { createStop, type Stop } from "../delivery/stop";
import type { Account } from "./account";
import { attempt } from "./attempt";
import type { Message } from "./message";

/** The attempts of an account that are under way, so that they can be counted and broken off. */
export type UnderWay = {
  /** Delivers a message once; resolves with what came of it. `redelivery`: made by hand, beside the regular attempts. */
  attempt(message: Message, mark?: { redelivery?: true }): Promise<AttemptResult>;
  /** How many were made by hand. */
  redeliveries(): number;
  /** Ends all of them, as attempts without an answer. */
  breakOff(): void;
};

export function createUnderWay(account: Account): UnderWay {
  const stops = new Map<Stop, { redelivery?: true }>();

  return {
    async attempt(message, mark = {}) {
      const stop = createStop();
      stops.set(stop, mark);
      return await attempt(account, message, stop, mark).finally(() => stops.delete(stop));
    },
    redeliveries: () => [...stops.values()].filter(({ redelivery }) => redelivery).length,
    breakOff() {
      for (const stop of stops.keys()) stop.end(new Error("the server is stopping"));
    },
  };
}
