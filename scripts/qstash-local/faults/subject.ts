import type { FaultRule } from "./fault-rule";

/** What a fault may happen to: a message, or a request to publish one, which has no id yet. */
export type Subject = {
  id?: string;
  scheduleId?: string;
  /** Of a callback: the message it reports about. */
  callbackOf?: string;
  spec: { url: string; labels: readonly string[]; queueName?: string };
};

/** Whether a rule is about this one. All that the rule names must fit. */
export function matches({ match }: Pick<FaultRule, "match">, account: number, subject: Subject): boolean {
  const { id, scheduleId, callbackOf, spec } = subject;
  return (
    isOneOf(match.label, spec.labels) &&
    (match.url === undefined || spec.url.startsWith(match.url)) &&
    isOneOf(match.messageId, [id]) &&
    isOneOf(match.scheduleId, [scheduleId]) &&
    isOneOf(match.queueName, [spec.queueName]) &&
    (match.callback === undefined || match.callback === (callbackOf !== undefined)) &&
    (match.account === undefined || match.account === account)
  );
}

function isOneOf(wanted: string | undefined, values: readonly (string | undefined)[]): boolean {
  return wanted === undefined || values.includes(wanted);
}
