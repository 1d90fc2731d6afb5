import type { AttemptResult } from "../delivery/attempt-result";
import { systemClock } from "../time/clock";
import type { Account } from "./account";
import { callbacksAbout } from "./callbacks";
import type { DeliverySpec } from "./delivery-spec";
import { createGates, type Gates } from "./gates";
import { createMessage, isFinished, type Message, type MessageOrigin } from "./message";
import { finish, settle } from "./settle";
import { createUnderWay } from "./under-way";
import { judge } from "./verdict";

/**
 * Brings the messages of one account to their destinations:
 * accept → plan → gates (queue, time, flow control, slot) → run (attempt → judge → settle → callbacks) → plan again.
 */
export type Engine = Pick<Gates, "queues" | "flowControl" | "slots"> & {
  /** Stores a message and plans its first attempt. */
  accept(spec: DeliverySpec, options?: AcceptOptions): Message;
  /** Stops a message: at once when it waits for its turn, else at its next step; an attempt that is under way goes on. */
  cancel(message: Message): void;
  /** Makes a message that waits for its delay or next retry due now; `false` when it does not. */
  retryNow(message: Message): boolean;
  /** Delivers a message once more now, whatever its state, and changes nothing else about it. */
  redeliver(message: Message): Promise<AttemptResult>;
  /** Forgets a queue and cancels its messages (register 13). */
  deleteQueue(name: string): void;
  /** Attempts under way, or about to be as soon as a slot is free; those made by hand count too. */
  activeCount(): number;
  /** Breaks off all attempts and resolves when none is left. */
  close(): Promise<void>;
};

/**
 * When the first attempt is due: at `notBefore` (Unix milliseconds of the publisher's clock, so of the wall clock),
 * else `delayMs` from now, else at once.
 */
type AcceptOptions = MessageOrigin & { notBefore?: number; delayMs?: number };

/** Starts with what the account holds: every message that is not finished goes on. `parallelism` = attempts at once. */
export function createEngine(account: Account, parallelism: number): Engine {
  const { clock, log, messages } = account;
  const gates = createGates(account, parallelism, { run, drop });
  const underWay = createUnderWay(account);
  let closed = false;

  const accept: Engine["accept"] = (spec, options = {}) => {
    const { notBefore, delayMs = 0, scheduleId, callbackOf, heldQueue } = options;
    const createdAt = clock.now();
    const waitMs = notBefore === undefined ? delayMs : Math.max(0, clock.fromWall(notBefore) - createdAt);
    const dueAt = createdAt + clock.scaled(waitMs);
    const origin = { scheduleId, callbackOf, heldQueue };
    const message = createMessage(spec, { createdAt, notBefore: dueAt }, origin);
    log.record({ time: createdAt, state: "CREATED", message });
    setDue(message, dueAt);
    gates.accept(message);
    return message;
  };

  function setDue(message: Message, dueAt: number): void {
    message.nextAttemptAt = dueAt;
    messages.save(message);
  }

  async function run(message: Message): Promise<void> {
    begin(message);
    const result = await underWay.attempt(message);
    if (closed) return;
    // The destination reckons the dates in its rate-limit headers by its own clock.
    const verdict = judge(result, message, systemClock.now());
    settle(account, message, result, verdict);
    if (message.state !== "CANCELED")
      report(message, callbacksAbout(message, result, verdict, account.faults));
    if (isFinished(message)) gates.leave(message);
    else gates.plan(message);
  }

  function begin(message: Message): void {
    if (message.state === "RETRY") message.retried += 1;
    message.state = "ACTIVE";
    message.nextAttemptAt = undefined;
    messages.save(message);
    log.record({ time: clock.now(), state: "ACTIVE", message });
  }

  function report(message: Message, reports: DeliverySpec[]): void {
    const origin = { callbackOf: message.id, heldQueue: message.spec.queueName };
    for (const spec of reports) accept(spec, origin);
  }

  function drop(message: Message): void {
    finish(account, message, "CANCELED");
    gates.leave(message);
  }

  function cancel(message: Message): void {
    message.cancelRequested = true;
    if (message.state !== "ACTIVE") message.state = "CANCEL_REQUESTED";
    messages.save(message);
    log.record({ time: clock.now(), state: "CANCEL_REQUESTED", message });
    if (gates.withdraw(message)) drop(message);
  }

  async function redeliver(message: Message): Promise<AttemptResult> {
    const result = await underWay.attempt(message, { redelivery: true });
    if (!closed && messages.find(message.id) === message) messages.save(message);
    return result;
  }

  /** An attempt that the end of the process broke off is made again: at least once means this. */
  function resume(message: Message): void {
    if (message.state === "ACTIVE") {
      message.state = "CREATED";
      messages.save(message);
    }
    gates.plan(message);
  }

  const unfinished = messages.allUnfinished();
  for (const message of unfinished) gates.remember(message);
  for (const message of unfinished) resume(message);

  return {
    accept,
    cancel,
    retryNow(message) {
      if (message.waitingFor !== "time") return false;
      setDue(message, clock.now());
      gates.plan(message);
      return true;
    },
    redeliver,
    activeCount: () => gates.slots.size() + underWay.redeliveries(),
    deleteQueue(name) {
      gates.queues.delete(name);
      for (const message of messages.allOpen()) if (message.spec.queueName === name) cancel(message);
    },
    async close() {
      closed = true;
      underWay.breakOff();
      await gates.close();
      account.connections.close();
    },
    queues: gates.queues,
    flowControl: gates.flowControl,
    slots: gates.slots,
  };
}
