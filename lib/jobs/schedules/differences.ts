import type { RegisteredSchedule } from "./registered";
import type { WantedSchedule } from "./wanted";

/** One setting that QStash has otherwise than declared. Never holds the value of a header. */
export type Difference = { setting: string; actual: string; wanted: string };

type Value = string | number | null | undefined;

/** What would have to change for `actual` to be as declared; empty when it is. */
export function differences(actual: RegisteredSchedule, wanted: WantedSchedule): Difference[] {
  return [
    ...compared("destination", actual.destination, wanted.destination),
    ...compared("cron", actual.cron, wanted.cron),
    ...compared("method", actual.method, wanted.method),
    ...compared("body", actual.body, wanted.body),
    ...compared("retries", actual.retries ?? undefined, wanted.retries),
    ...compared("timeout", inSeconds(actual.timeout, wanted.timeoutSeconds), wanted.timeoutSeconds),
    ...headerDifferences(actual, wanted),
    // Declared schedules use none of these; somebody added them by hand.
    ...compared("delay", actual.delay || null, null),
    ...compared("callback", actual.callback || null, null),
    ...compared("failureCallback", actual.failureCallback || null, null),
    ...compared("queue", actual.queueName || null, null),
    ...compared("flow control", actual.flowControlKey || null, null),
  ];
}

function compared(setting: string, actual: Value, wanted: Value): Difference[] {
  return actual === wanted ? [] : [{ setting, actual: shown(actual), wanted: shown(wanted) }];
}

function shown(value: Value): string {
  return value === null || value === undefined || value === "" ? "none" : String(value);
}

/**
 * Whether QStash lists the time limit, and in which unit, is documented nowhere (protocol §2.5, §2.8): when it is
 * left out it passes, or each set-up would report a change that it cannot make.
 */
function inSeconds(listed: number | null | undefined, wanted: number): number {
  return listed === null || listed === undefined || listed === wanted * 1000 ? wanted : listed;
}

/** Headers beyond the wanted ones are let be: QStash may add its own. */
function headerDifferences({ header }: RegisteredSchedule, { headers }: WantedSchedule): Difference[] {
  const actual = new Map(Object.entries(header ?? {}).map(([name, values]) => [name.toLowerCase(), values]));
  return Object.entries(headers).flatMap(([name, value]) => {
    const values = actual.get(name.toLowerCase());
    if (values?.length === 1 && values[0] === value) return [];
    return [{ setting: `header ${name}`, actual: values ? "another value" : "none", wanted: "as declared" }];
  });
}
