import { z } from "zod";
import type { LogEvent } from "../engine/event-log";
import { createMessage } from "../engine/message";
import { openTables } from "../engine/tables";
import { createTenant } from "../engine/tenant";
import { matchRoute } from "../http/router";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import type { ApiRoute } from "./api-call";
import { deadLetterRoutes } from "./dead-letter-routes";
import { logRoutes } from "./log-routes";
import { messageRoutes } from "./message-routes";

/** One thing to be found or not: what a filter may ask about, flat. */
export type Thing = {
  url: string;
  labels: string[];
  callerIp: string;
  topicName?: string;
  queueName?: string;
  scheduleId?: string;
  flowControlKey?: string;
  responseStatus: number;
  state: LogEvent["state"];
};

const answers = z.object({
  cancelled: z.number().optional(),
  cursor: z.string().optional(),
  messages: z.array(z.object({ messageId: z.string(), dlqId: z.string() })).optional(),
  logs: z.array(z.object({ messageId: z.string() })).optional(),
});

/** An account with things at known times, and its lists without HTTP in between. For tests. */
export function createFilterWorld() {
  const clock = createControlledClock({ frozenAt: 1000 });
  const tables = openTables(createMemoryStorage(), "account-1");
  const credentials = { token: "t", currentSigningKey: "a", nextSigningKey: "b" };
  const time = { clock, agenda: createAgenda(clock) };
  const ignore = { announce: () => {}, publishScheduled: () => [] };
  const tenant = createTenant(credentials, time, tables, ignore);
  const { account, engine } = tenant;

  async function ask(routes: ApiRoute[], method: string, path: string, query: URLSearchParams) {
    const { route, ...found } = matchRoute(routes, method, path);
    const call = {
      tenant,
      target: { path },
      query,
      headers: new Map(),
      callerIp: "::1",
      body: noBody,
      ...found,
    };
    return answers.parse((await route.handle(call)).body);
  }

  return {
    clock,
    tenant,
    /** Accepts a message that waits; returns its id. */
    wait: (thing: Thing) =>
      engine.accept(specOf(thing), { delayMs: 3_600_000, scheduleId: thing.scheduleId }).id,
    /** Files a dead letter; returns the id of its message. */
    bury(thing: Thing): string {
      const message = messageOf(thing, clock.now());
      account.deadLetters.add(message, resultOf(thing));
      return message.id;
    },
    /** Writes a log entry; returns the id of its message. */
    note(thing: Thing): string {
      const message = messageOf(thing, clock.now());
      account.log.record({ time: clock.now(), state: thing.state, message, result: resultOf(thing) });
      return message.id;
    },
    cancel: (query: URLSearchParams) => ask(messageRoutes, "DELETE", "/v2/messages", query),
    openIds: () => [...account.messages.allOpen()].map(({ id }) => id),
    letters: (query: URLSearchParams) => ask(deadLetterRoutes, "GET", "/v2/dlq", query),
    logs: (query: URLSearchParams) => ask(logRoutes, "GET", "/v2/logs", query),
  };
}

const noBody = async () => Buffer.alloc(0);

function messageOf(thing: Thing, createdAt: number) {
  return createMessage(specOf(thing), { createdAt, notBefore: createdAt }, { scheduleId: thing.scheduleId });
}

function specOf({
  flowControlKey,
  responseStatus: _status,
  state: _state,
  scheduleId: _id,
  ...thing
}: Thing) {
  return {
    ...thing,
    method: "POST",
    header: new Map(),
    body: Buffer.alloc(0),
    retries: 0,
    flowControl: flowControlKey === undefined ? undefined : { key: flowControlKey, parallelism: 1 },
  };
}

function resultOf({ responseStatus: status }: Thing) {
  return { status, header: new Map(), body: Buffer.alloc(0) };
}
