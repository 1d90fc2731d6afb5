import type { Credentials } from "../credentials";
import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import { type Account, createAccount } from "./account";
import { createEngine, type Engine } from "./engine";
import type { LogEvent } from "./event-log";
import { createScheduler, type Scheduler } from "./scheduler";

/** An account at work: what it owns, and what moves it. */
export type Tenant = { account: Account; engine: Engine; scheduler: Scheduler };

export function createTenant(
  credentials: Credentials,
  time: { clock: Clock; agenda: Agenda },
  announce: (event: LogEvent) => void,
): Tenant {
  const account = createAccount(credentials, time, announce);
  const engine = createEngine(account);
  return { account, engine, scheduler: createScheduler(account, engine) };
}
