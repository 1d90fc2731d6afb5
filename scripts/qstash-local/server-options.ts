import type { AccountOptions } from "./accounts";
import { limits } from "./limits";
import { readDelayScale, readPositive } from "./time/time-input";

/** All optional. */
export type QStashLocalOptions = AccountOptions & {
  /** 0 (the default) picks a free one. */
  port?: number;
  /** A folder that keeps messages, schedules and all else across restarts and crashes. Default: memory only. */
  data?: string;
  /** Attempts of the account that may be under way at once, at least 1. Default: 100. */
  parallelism?: number;
  /** Multiplies every wait of a message, 0 to 1000; 0 = no wait. Default: 1. */
  delayScale?: number;
  /** Requests per second and account to all endpoints but publish, enqueue and batch. Default: no limit. */
  burstLimit?: number;
  /** Messages per day (UTC) and account through publish, enqueue and batch. Default: no limit. */
  dailyLimit?: number;
  /** Gets a line about each thing that happens to a message. Default: silence. */
  log?: (line: string) => void;
};

/** The same with the defaults. @throws {HttpError} that names the option which is out of bounds. */
export function readOptions({ port = 0, log = () => {}, ...options }: QStashLocalOptions) {
  const {
    data,
    parallelism = limits.parallelism,
    delayScale = 1,
    burstLimit,
    dailyLimit,
    ...accounts
  } = options;
  return {
    port,
    log,
    data,
    accounts,
    parallelism: readPositive("parallelism", parallelism),
    delayScale: readDelayScale("delayScale", delayScale),
    rateLimits: {
      burstLimit: burstLimit && readPositive("burstLimit", burstLimit),
      dailyLimit: dailyLimit && readPositive("dailyLimit", dailyLimit),
    },
  };
}
