import { z } from "zod";
import { setup } from "./setup";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const clockState = z.looseObject({
  now: z.number(),
  frozen: z.boolean(),
  delayScale: z.number(),
  waiting: z.number(),
  nextDueAt: z.number().optional(),
  active: z.number(),
  idle: z.boolean(),
});

const clockReport = clockState.extend({
  complete: z.boolean(),
  steps: z.number(),
  underWay: z.array(z.string()).optional(),
});

/** The clock as an adopter in another language reaches it: plain HTTP, no token. */
export async function withClock() {
  const bundle = await setup();
  const call = async (method: string, path: string, body?: object | string) => {
    const response = await fetch(`${bundle.server.url}/_dev/clock${path}`, {
      method,
      body: typeof body === "object" ? JSON.stringify(body) : body,
    });
    return { status: response.status, body: await response.json() };
  };
  const state = async () => clockState.parse((await call("GET", "")).body);
  const set = async (verb: string, body?: object) =>
    clockState.parse((await call("POST", `/${verb}`, body)).body);
  const go = async (verb: string, body?: object) =>
    clockReport.parse((await call("POST", `/${verb}`, body)).body);
  /** What the log says about a message, oldest first: state and how long after `since`. */
  const history = async (messageId: string, since: number) => {
    const { logs } = await bundle.client.logs({ filter: { messageId } });
    return logs.toReversed().map(({ state, time }) => [state, time - since]);
  };
  return { ...bundle, call, state, set, go, history };
}
