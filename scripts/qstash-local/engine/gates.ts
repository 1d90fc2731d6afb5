import type { Account } from "./account";
import { createDeliverySlots, type DeliverySlots } from "./delivery-slots";
import { createFlowControl, type FlowControl } from "./flow-control";
import type { Message } from "./message";
import { createQueues, type Queues } from "./queues";

/**
 * The way to an attempt, for the messages of one account: a place in the queue → the time → room under the
 * flow-control key → a free slot → `run`. `message.waitingFor` says how far a message has come.
 */
export type Gates = {
  /** Sends a new message on its way, due at its `nextAttemptAt` (absent: now). */
  accept(message: Message): void;
  /** Sends a message on its way that is not new, in the place that it has. */
  plan(message: Message): void;
  /** After a restart: a message that is not finished is still here, in the place that it had. Before any is planned. */
  remember(message: Message): void;
  /** Takes out a message that waits for its turn; `false` when it is under way, or only waits for its time. */
  withdraw(message: Message): boolean;
  /** A message has ended, and the callbacks that it caused are accepted: its places are free. */
  leave(message: Message): void;
  readonly queues: Queues;
  readonly flowControl: FlowControl;
  readonly slots: Pick<DeliverySlots, "usage" | "size">;
  /** Starts nothing more and resolves when no attempt is under way. */
  close(): Promise<void>;
};

/** What becomes of a message at the end of the way. */
type Destiny = {
  run: (message: Message) => Promise<void>;
  /** Somebody cancelled it while it waited for its time. */
  drop: (message: Message) => void;
};

export function createGates(account: Account, parallelism: number, { run, drop }: Destiny): Gates {
  const { clock, agenda, messages, tables, faults } = account;
  const slots = createDeliverySlots(parallelism);
  const queues = createQueues(tables.queues, clock, waitForTime);
  const flowControl = createFlowControl(tables.flowKeys, { clock, agenda, slots, start });

  function plan(message: Message): void {
    if (message.cancelRequested || queues.admit(message)) waitForTime(message);
  }

  function waitForTime(message: Message): void {
    const { id } = message;
    const dueAt = (message.nextAttemptAt ??= clock.now());
    message.waitingFor = "time";
    agenda.at(dueAt, () =>
      ifDue(id, dueAt, (due) => faults.depart(due, () => ifDue(id, dueAt, waitForRoom))),
    );
  }

  /** An entry cannot be taken back: the message may have been released, cancelled or planned anew since. */
  function ifDue(id: string, dueAt: number, go: (due: Message) => void): void {
    const due = messages.find(id);
    if (due?.waitingFor === "time" && due.nextAttemptAt === dueAt) go(due);
  }

  function waitForRoom(message: Message): void {
    if (message.cancelRequested) return drop(message);
    if (message.spec.flowControl) return waitForKey(message);
    message.waitingFor = "slot";
    slots.enter(() => (message.waitingFor === "slot" ? start(message) : undefined));
  }

  function waitForKey(message: Message): void {
    message.waitingFor = "flow-control";
    flowControl.enter(message);
  }

  function start(message: Message): Promise<void> | undefined {
    if (queues.holdBack(message)) return undefined;
    message.waitingFor = undefined;
    return run(message);
  }

  return {
    accept(message) {
      queues.keepPlace(message);
      flowControl.accept(message);
      plan(message);
    },
    plan,
    remember(message) {
      queues.keepPlace(message);
      flowControl.resume(message);
    },
    withdraw(message) {
      const { waitingFor, spec } = message;
      // A cancelled message that held its queue until its next retry would hold it for nothing.
      if (!waitingFor || (waitingFor === "time" && spec.queueName === undefined)) return false;
      message.waitingFor = undefined;
      queues.withdraw(message);
      flowControl.withdraw(message);
      return true;
    },
    leave(message) {
      queues.leave(message);
      flowControl.leave(message);
    },
    queues,
    flowControl,
    slots,
    close: () => slots.close(),
  };
}
