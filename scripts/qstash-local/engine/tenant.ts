import type { Credentials } from "../credentials";
import { limits } from "../limits";
import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import { type Account, createAccount } from "./account";
import { type BulkActions, createBulkActions } from "./bulk-actions";
import { createEngine, type Engine } from "./engine";
import type { LogEvent } from "./event-log";
import { createScheduler, type Scheduler } from "./scheduler";
import type { Tables } from "./tables";

/** An account at work: what it owns, and what moves it. */
export type Tenant = { account: Account; engine: Engine; scheduler: Scheduler; bulkActions: BulkActions };

/** Puts an account to work, going on where its tables say it was. */
export function createTenant(
  credentials: Credentials,
  time: { clock: Clock; agenda: Agenda },
  tables: Tables,
  announce: (event: LogEvent) => void,
  parallelism: number = limits.parallelism,
): Tenant {
  const account = createAccount(credentials, time, tables, announce);
  const engine = createEngine(account, parallelism);
  const scheduler = createScheduler(account, engine);
  const bulkActions = createBulkActions(account, engine);
  return { account, engine, scheduler, bulkActions };
}
