import { type Credentials, readOnlyTokenOf } from "../credentials";
import { type Connections, createConnections } from "../delivery/connections";
import type { AccountFaults } from "../faults/account-faults";
import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import { createDeadLetters, type DeadLetters } from "./dead-letters";
import { createDeduplication, type Deduplication } from "./deduplication";
import { createEventLog, type EventLog, type LogEvent } from "./event-log";
import { createMessageStore, type MessageStore } from "./message-store";
import { currentCredentials } from "./signing-keys";
import type { Tables } from "./tables";
import { createUrlGroups, type UrlGroups } from "./url-groups";

/** One customer of the service: its credentials and everything it owns. Accounts share nothing but time. */
export type Account = {
  /** Its keys change when they are rotated. */
  readonly credentials: Credentials;
  /** May look at everything and change nothing. */
  readonly readOnlyToken: string;
  readonly clock: Clock;
  readonly agenda: Agenda;
  /** To its destinations; whoever stops its engine closes them. */
  readonly connections: Connections;
  readonly tables: Tables;
  readonly messages: MessageStore;
  readonly deadLetters: DeadLetters;
  readonly deduplication: Deduplication;
  readonly urlGroups: UrlGroups;
  readonly log: EventLog;
  /** What is made to go wrong. */
  readonly faults: AccountFaults;
};

/** An account with what its tables hold. `announce` is told every event of its log. */
export function createAccount(
  credentials: Credentials,
  time: { clock: Clock; agenda: Agenda },
  tables: Tables,
  announce: (event: LogEvent) => void,
  faults: AccountFaults,
): Account {
  return {
    credentials: currentCredentials(credentials, tables.rotatedKeys),
    readOnlyToken: readOnlyTokenOf(credentials.token),
    ...time,
    connections: createConnections(),
    tables,
    messages: createMessageStore(tables.waiting, tables.finished),
    deadLetters: createDeadLetters(tables.deadLetters, time.clock),
    deduplication: createDeduplication(tables.deduplication),
    urlGroups: createUrlGroups(tables.urlGroups),
    log: createEventLog(tables.log, announce),
    faults,
  };
}
