import type { AttemptResult } from "../delivery/attempt-result";
import { limits } from "../limits";
import type { Account } from "./account";
import { attempt } from "./attempt";
import { callbacksAbout } from "./callbacks";
import { createDeliverySlots } from "./delivery-slots";
import type { DeliverySpec } from "./delivery-spec";
import { createMessage, type Message } from "./message";
import { finish, settle } from "./settle";
import { judge } from "./verdict";

/** Brings the messages of one account to their destinations: accept → due → attempt → judge → settle → plan again. */
export type Engine = {
  /** Stores a message and plans its first attempt. */
  accept(spec: DeliverySpec, options?: AcceptOptions): Message;
  /** Stops a message at its next step; an attempt that is under way goes on. */
  cancel(message: Message): void;
  /** Delivers a message once more now, whatever its state, and changes nothing else about it. */
  redeliver(message: Message): Promise<AttemptResult>;
  /** Breaks off all attempts and resolves when none is left. */
  close(): Promise<void>;
};

/** When the first attempt is due: at `notBefore` (Unix milliseconds), else `delayMs` from now, else at once. */
type AcceptOptions = { notBefore?: number; delayMs?: number; scheduleId?: string; sourceMessageId?: string };

/** Starts with what the account holds: every message that is not finished goes on. */
export function createEngine(account: Account): Engine {
  const { clock, agenda, log, messages } = account;
  const slots = createDeliverySlots(limits.parallelism);
  const underWay = new Set<AbortController>();
  let closed = false;

  const accept: Engine["accept"] = (spec, { notBefore, delayMs = 0, scheduleId, sourceMessageId } = {}) => {
    const createdAt = clock.now();
    const dueAt = Math.max(createdAt, notBefore ?? createdAt + delayMs);
    const message = createMessage(spec, { createdAt, notBefore: dueAt }, { scheduleId, sourceMessageId });
    log.record({ time: createdAt, state: "CREATED", message });
    plan(message, dueAt);
    return message;
  };

  function plan(message: Message, dueAt: number): void {
    message.nextAttemptAt = dueAt;
    messages.save(message);
    agenda.at(dueAt, () => slots.enter(() => run(message)));
  }

  async function run(message: Message): Promise<void> {
    if (message.cancelRequested) return finish(account, message, "CANCELED");
    begin(message);
    const result = await stoppable((stop) => attempt(account, message, stop));
    if (closed) return;
    const verdict = judge(result, message, clock.now());
    settle(account, message, result, verdict);
    if (message.state === "CANCELED") return;
    for (const report of callbacksAbout(message, result, verdict))
      accept(report, { sourceMessageId: message.id });
    if (message.nextAttemptAt !== undefined) plan(message, message.nextAttemptAt);
  }

  function begin(message: Message): void {
    if (message.state === "RETRY") message.retried += 1;
    message.state = "ACTIVE";
    message.nextAttemptAt = undefined;
    messages.save(message);
    log.record({ time: clock.now(), state: "ACTIVE", message });
  }

  async function stoppable(work: (stop: AbortController) => Promise<AttemptResult>): Promise<AttemptResult> {
    const stop = new AbortController();
    underWay.add(stop);
    return await work(stop).finally(() => underWay.delete(stop));
  }

  /** An attempt that the end of the process broke off is made again: at least once means this. */
  function resume(message: Message): void {
    if (message.state === "ACTIVE") message.state = "CREATED";
    plan(message, message.nextAttemptAt ?? clock.now());
  }

  for (const message of messages.allUnfinished()) resume(message);

  return {
    accept,
    cancel(message) {
      message.cancelRequested = true;
      if (message.state !== "ACTIVE") message.state = "CANCEL_REQUESTED";
      messages.save(message);
      log.record({ time: clock.now(), state: "CANCEL_REQUESTED", message });
    },
    async redeliver(message) {
      const result = await stoppable((stop) => attempt(account, message, stop, { redelivery: true }));
      if (!closed && messages.find(message.id) === message) messages.save(message);
      return result;
    },
    async close() {
      closed = true;
      for (const stop of underWay) stop.abort(new Error("the server is stopping"));
      await slots.close();
    },
  };
}
