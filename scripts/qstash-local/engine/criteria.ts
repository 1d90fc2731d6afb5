import type { AttemptResult } from "../delivery/attempt-result";
import type { LogEvent } from "./event-log";
import type { Message } from "./message";

/** What to look for: a record has to meet every criterion. None means everything. Plain data, as it was asked for. */
export type Criteria = readonly Criterion[];

/** One thing to look at, and the values it may have: repeated, or several in one text with commas between. */
type Criterion = { name: CriterionName; values: readonly string[] };

export type CriterionName = keyof typeof TESTS;

/** Something that was noted about a message: itself (`time` = its creation), a dead letter, a log entry. */
type NotedMessage = {
  message: Message;
  time: number;
  state?: LogEvent["state"];
  result?: AttemptResult;
};

type Test = (noted: NotedMessage) => boolean;

/** Compiles criteria into one test, to be run over many records. */
export function testOf(criteria: Criteria): Test {
  const tests = criteria.map(({ name, values }) => TESTS[name](values));
  return (noted) => tests.every((test) => test(noted));
}

/** States that a filter may ask for by another name. Source: protocol §6.1. */
export const STATE_GROUPS: ReadonlyMap<string, readonly LogEvent["state"][]> = new Map([
  ["IN_PROGRESS", ["ACTIVE", "RETRY", "ERROR"]],
  ["CANCELLED", ["CANCELED"]],
]);

/** Source: protocol §2.5, §2.9, §2.10. */
const TESTS = {
  messageId: oneOf(({ message }) => message.id),
  messageIds: oneOf(({ message }) => message.id),
  url: oneOf(({ message }) => message.spec.url),
  host: oneOf(({ message }) => new URL(message.spec.url).host),
  path: oneOf(({ message }) => new URL(message.spec.url).pathname),
  topicName: oneOf(({ message }) => message.spec.topicName),
  queueName: oneOf(({ message }) => message.spec.queueName),
  scheduleId: oneOf(({ message }) => message.scheduleId),
  flowControlKey: oneOf(({ message }) => message.spec.flowControl?.key),
  callerIp: oneOf(({ message }) => message.spec.callerIp),
  responseStatus: oneOf(({ result }) => result && String(result.status)),
  label: hasOneOfTheLabels,
  state: isInOneOfTheStates,
  fromDate:
    ([from]: readonly string[]) =>
    ({ time }: NotedMessage) =>
      time >= Number(from),
  toDate:
    ([to]: readonly string[]) =>
    ({ time }: NotedMessage) =>
      time <= Number(to),
};

function oneOf(valueOf: (noted: NotedMessage) => string | undefined): (values: readonly string[]) => Test {
  return (values) => {
    const wanted = wantedValues(values);
    return (noted) => {
      const value = valueOf(noted);
      return value !== undefined && wanted.has(value);
    };
  };
}

function hasOneOfTheLabels(values: readonly string[]): Test {
  const wanted = wantedValues(values);
  return ({ message }) => message.spec.labels.some((label) => wanted.has(label));
}

function isInOneOfTheStates(values: readonly string[]): Test {
  const names = [...wantedValues(values)];
  const wanted = new Set(names.flatMap((name): readonly string[] => STATE_GROUPS.get(name) ?? [name]));
  return ({ state }) => state !== undefined && wanted.has(state);
}

/** A value that contains commas also counts as a whole: it may be the name of one thing. */
function wantedValues(values: readonly string[]): Set<string> {
  return new Set([...values, ...values.flatMap(partsOf)]);
}

/** The values in a text. A comma inside a URL or path belongs to it, unless another URL or path begins behind it. */
export function partsOf(text: string): string[] {
  return text.split(separatorOf(text)).map((part) => part.trim());
}

function separatorOf(text: string): RegExp {
  if (/^https?:\/\//.test(text)) return /,(?=\s*https?:\/\/)/;
  return text.startsWith("/") ? /,(?=\s*\/)/ : /,/;
}
