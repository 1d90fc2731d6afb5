import { accountNameOf, type Credentials } from "../credentials";
import type { FaultRules } from "../faults/faults";
import { type CountedStorage, countChanges } from "../storage/count-changes";
import type { Storage } from "../storage/storage";
import { type Agenda, createAgenda } from "../time/agenda";
import type { ControlledClock } from "../time/controlled-clock";
import { type ClockControl, createClockControl } from "./clock-control";
import { openTables, type Tables } from "./tables";
import { createTenant, type Tenant, type TenantOptions } from "./tenant";
import type { Workload } from "./timeline";
import type { RateLimits } from "./usage";

/** Everything behind the HTTP surface: the accounts at work, on one clock and one storage. */
export type Service = {
  /** Keeps its time over a restart. */
  readonly clock: ClockControl;
  readonly storage: CountedStorage;
  readonly rateLimits: RateLimits;
  readonly faults: FaultRules;
  /** Asked anew after each restart. */
  tenants(): readonly Tenant[];
  /** As if the process had been killed and started again: breaks off all attempts and goes on with what is stored. */
  restart(): Promise<void>;
  /** Breaks off all attempts. The storage stays open. */
  close(): Promise<void>;
};

export type ServiceOptions = Omit<TenantOptions, "faults"> & {
  accounts: readonly Credentials[];
  clock: ControlledClock;
  storage: Storage;
  rateLimits?: RateLimits;
  faults: FaultRules;
};

export function createService(options: ServiceOptions): Service {
  const storage = countChanges(options.storage);
  const owners = options.accounts.map((credentials) => ({
    credentials,
    tables: openTables(storage, accountNameOf(credentials.token)),
  }));
  let running = startAll();
  let restarting: Promise<void> | undefined;
  let closed = false;

  function startAll(): Running {
    return start(options, owners, () => void restart());
  }

  /** Nothing is noted down any more once this returns; whoever asks meanwhile gets the restart under way. */
  function restart(): Promise<void> {
    restarting ??= startAnew().finally(() => void (restarting = undefined));
    return restarting;
  }

  async function startAnew(): Promise<void> {
    await stop(running);
    if (!closed) running = startAll();
  }

  return {
    clock: createClockControl({ clock: options.clock, workload: workloadOf(() => running) }),
    storage,
    rateLimits: options.rateLimits ?? {},
    faults: options.faults,
    tenants: () => running.tenants,
    restart,
    async close() {
      closed = true;
      await restarting;
      await stop(running);
    },
  };
}

type Owner = { credentials: Credentials; tables: Tables };
type Running = { agenda: Agenda; tenants: readonly Tenant[] };

function start(
  { clock, faults: rules, ...tenant }: ServiceOptions,
  owners: readonly Owner[],
  restart: () => void,
): Running {
  const agenda = createAgenda(clock);
  const tenants = owners.map(({ credentials, tables }, index) =>
    createTenant(credentials, { clock, agenda }, tables, {
      ...tenant,
      faults: { rules, number: index + 1, restart },
    }),
  );
  return { agenda, tenants };
}

function workloadOf(running: () => Running): Workload {
  const tenants = () => running().tenants;
  return {
    nextDueAt: () => running().agenda.nextDueAt(),
    plannedCount: () => running().agenda.size(),
    unfinishedCount: () => tenants().reduce((sum, { account }) => sum + account.tables.waiting.size, 0),
    activeCount: () => tenants().reduce((sum, { engine }) => sum + engine.activeCount(), 0),
    activeMessageIds: () =>
      tenants()
        .flatMap(({ account }) => account.messages.allUnfinished())
        .flatMap(({ id, state }) => (state === "ACTIVE" ? id : [])),
  };
}

async function stop({ agenda, tenants }: Running): Promise<void> {
  agenda.close();
  for (const { bulkActions } of tenants) bulkActions.close();
  await Promise.all(tenants.map(({ engine }) => engine.close()));
}
