import { expect } from "vitest";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import type { DeliverySpec } from "./delivery-spec";
import type { LogEvent } from "./event-log";
import type { HeldDestination } from "./held-destination";
import { createQueueModel, RETRY_MS } from "./queue-order-model";
import { openTables } from "./tables";
import { createTenant } from "./tenant";

export type Enqueue = { retries: number; callback: boolean; failureCallback: boolean };

export type QueueBesideModel = ReturnType<typeof createQueueBesideModel>;

/** One queue, twice: in a real engine that delivers over HTTP, and in the naive model. Each step is done to both. */
export function createQueueBesideModel(destination: HeldDestination) {
  const clock = createControlledClock({ frozenAt: 1_000_000 });
  const ear = createEar();
  const start = starter(clock, (event) => ear.announce(event));
  const model = createQueueModel();
  let running = start();

  function modelNewCallbacks(): void {
    const known = new Set(model.jobs.map(({ id }) => id));
    for (const { id, callbackOf } of running.account.messages.allUnfinished())
      if (callbackOf && !known.has(id)) model.add({ id, callbackOf, retries: 1 });
  }

  return {
    model,
    enqueue(options: Enqueue) {
      const { id } = running.engine.accept(specOf(options, destination.url));
      model.add({ id, retries: options.retries });
    },
    /** Lets one of the attempts that are under way end. */
    async answer(pick: number, isSuccess: boolean) {
      const job = pickOf(
        model.jobs.filter(({ state }) => state === "active"),
        pick,
      );
      if (!job) return;
      const outcome = ear.outcomeOf(job.id);
      destination.answer(job.id, isSuccess ? 200 : 500);
      await outcome;
      destination.forget(job.id);
      model.finishAttempt(job, isSuccess, clock.now());
      modelNewCallbacks();
    },
    cancel(pick: number) {
      const job = pickOf(
        model.jobs.filter(({ state, isCancelled }) => state !== "ended" && !isCancelled),
        pick,
      );
      const message = job && running.account.messages.open(job.id);
      if (!job || !message) return;
      running.engine.cancel(message);
      model.cancel(job);
    },
    change(settings: Partial<typeof model.settings>) {
      running.engine.queues.put("q", settings);
      Object.assign(model.settings, settings);
    },
    sleep: () => clock.moveTo(clock.now() + RETRY_MS / 2),
    async restart() {
      await running.stop();
      running = start();
      model.restart();
    },
    /** Everything that may start starts; then both must be in the same state. */
    compare() {
      clock.moveTo(clock.now());
      model.proceed(clock.now());
      const { messages } = running.account;
      const active = messages.allUnfinished().filter(({ state }) => state === "ACTIVE");
      expect(active.map(({ id }) => id).toSorted()).toEqual(idsIn(model, "active").toSorted());
      expect(running.engine.queues.get("q")?.lag ?? 0).toBe(model.lag());
      for (const id of idsIn(model, "ended"))
        expect(messages.find(id)?.state).toMatch(/^(DELIVERED|FAILED|CANCELED)$/);
    },
    /** The queue's messages in the order of their first attempts, and in the order in which they were accepted. */
    orders() {
      const started = [...new Set(ear.started())];
      const accepted = model.jobs.map(({ id }) => id).filter((id) => started.includes(id));
      return { started, accepted };
    },
    stop: () => running.stop(),
  };
}

/** Starts the engine on tables of its own, again and again. */
function starter(clock: ReturnType<typeof createControlledClock>, announce: (event: LogEvent) => void) {
  const tables = openTables(createMemoryStorage(), "a");
  const keys = { token: "t", currentSigningKey: "c", nextSigningKey: "n" };
  return () => {
    const agenda = createAgenda(clock);
    const tenant = createTenant(keys, { clock, agenda }, tables, { announce, publishScheduled: () => [] });
    const stop = async () => {
      agenda.close();
      await tenant.engine.close();
    };
    return { ...tenant, stop };
  };
}

/** Hears what happens to messages. */
function createEar() {
  const heard: LogEvent[] = [];
  let hear: ((event: LogEvent) => void) | undefined;
  return {
    announce(event: LogEvent) {
      heard.push(event);
      hear?.(event);
    },
    /** Resolves when the attempt of this message that is under way has ended. */
    outcomeOf: (id: string) =>
      new Promise<void>((resolve) => {
        hear = ({ message, state }) => {
          if (message.id === id && (state === "DELIVERED" || state === "ERROR")) resolve();
        };
      }),
    started: () =>
      heard
        .filter(({ state, message }) => state === "ACTIVE" && message.spec.queueName)
        .map(({ message }) => message.id),
  };
}

function specOf({ retries, callback, failureCallback }: Enqueue, url: string): DeliverySpec {
  const sending = { url, method: "POST", header: new Map() };
  const report = { ...sending, retries: 1 };
  return {
    ...sending,
    body: Buffer.alloc(0),
    retries,
    retryDelay: String(RETRY_MS),
    labels: [],
    callerIp: "",
    queueName: "q",
    ...(callback && { callback: report }),
    ...(failureCallback && { failureCallback: report }),
  };
}

function pickOf<Item>(items: Item[], pick: number): Item | undefined {
  return items[pick % items.length];
}

function idsIn(model: ReturnType<typeof createQueueModel>, state: string): string[] {
  return model.jobs.filter((job) => job.state === state).map(({ id }) => id);
}
