import type { Credentials } from "../credentials";
import { type AccountUnderFaults, createAccountFaults } from "../faults/account-faults";
import { createFaults, type FaultRules } from "../faults/faults";
import { limits } from "../limits";
import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import { type Account, createAccount } from "./account";
import { type BulkActions, createBulkActions } from "./bulk-actions";
import { createEngine, type Engine } from "./engine";
import type { LogEvent } from "./event-log";
import type { Schedule } from "./schedule";
import { createScheduler, type Scheduler } from "./scheduler";
import { previousKey } from "./signing-keys";
import type { Tables } from "./tables";

/** An account at work: what it owns, and what moves it. */
export type Tenant = { account: Account; engine: Engine; scheduler: Scheduler; bulkActions: BulkActions };

/** Publishes what a schedule asks for, now; returns the ids of the messages it made. @throws when it is refused. */
export type PublishScheduled = (
  publisher: Pick<Tenant, "account" | "engine">,
  schedule: Schedule,
) => string[];

/** What an account at work needs besides what it owns. */
export type TenantOptions = {
  /** Is told every event of the account. */
  announce: (event: LogEvent) => void;
  publishScheduled: PublishScheduled;
  /** Attempts that may be under way at once. Default: the plan's. */
  parallelism?: number;
  /** Default: nothing goes wrong. */
  faults?: FaultSetup;
};
/** What may go wrong, and what that can do to the server. */
type FaultSetup = { rules: FaultRules } & Pick<AccountUnderFaults, "number" | "restart">;

const NO_FAULTS: FaultSetup = { rules: createFaults(() => {}), number: 1, restart: () => {} };

/** Puts an account to work, going on where its tables say it was. */
export function createTenant(
  credentials: Credentials,
  time: { clock: Clock; agenda: Agenda },
  tables: Tables,
  options: TenantOptions,
): Tenant {
  const { rules, ...server } = options.faults ?? NO_FAULTS;
  const faults = createAccountFaults(rules, {
    ...server,
    ...time,
    keys: () => ({ ...account.credentials, previousSigningKey: previousKey(tables.rotatedKeys) }),
    redeliver,
  });
  const account = createAccount(credentials, time, tables, options.announce, faults);
  const engine = createEngine(account, options.parallelism ?? limits.parallelism);
  const scheduler = createScheduler(account, (schedule) =>
    options.publishScheduled({ account, engine }, schedule),
  );
  const bulkActions = createBulkActions(account, engine);

  function redeliver(messageId: string): void {
    const message = account.messages.find(messageId);
    if (message) void engine.redeliver(message);
  }

  return { account, engine, scheduler, bulkActions };
}
