import { isSuccess } from "../delivery/attempt-result";
import { deliver } from "../delivery/deliver";
import { signDelivery } from "../delivery/jwt";
import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import { withCopies } from "./copies";
import { createDepartures } from "./departures";
import type { FaultKind } from "./fault-rule";
import type { FaultRules, Hit } from "./faults";
import { faultySend, type Send } from "./faulty-send";
import { faultySign, type OtherKeys, type Sign } from "./faulty-signature";
import { createPublishFaults, type PublishFaults } from "./publish-faults";
import type { Subject } from "./subject";

/** What one account asks at the places where something can go wrong. Without rules nothing ever does. */
export type AccountFaults = {
  readonly publish: PublishFaults;
  /** Lets a message go to its attempt: at once, unless a rule holds it back. */
  depart(message: Subject, go: () => void): void;
  /** How an attempt is signed and sent. */
  forAttempt(message: Subject, mark: { redelivery?: true }): { sign: Sign; send: Send };
  /** Whether a report about this message gets lost before anybody stores it. */
  losesCallback(message: Subject): boolean;
  losesFailureCallback(message: Subject): boolean;
};

/** What faults need of the account that they happen to. */
export type AccountUnderFaults = {
  /** 1 is the first account. */
  number: number;
  clock: Clock;
  agenda: Agenda;
  /** Asked anew each time: keys rotate. */
  keys(): OtherKeys;
  /** Delivers a message once more, beside all else that happens to it. */
  redeliver(messageId: string): void;
  /** Begins to restart the server, as if it had been killed. */
  restart(): void;
};

/** The faults of an account, from one start of the server to the next. */
export function createAccountFaults(rules: FaultRules, account: AccountUnderFaults): AccountFaults {
  const { number, clock, agenda } = account;
  const departures = createDepartures(rules, account);

  function strike<Kind extends FaultKind>(kind: Kind, subjects: readonly Subject[]): Hit<Kind>[] {
    return rules.strike(kind, { account: number, time: clock.now(), subjects });
  }

  function faultySignOf(message: Subject): Sign {
    const last = strike("sign", [message]).at(-1);
    return last ? faultySign(last.rule.params.with, account.keys(), last.random) : signDelivery;
  }

  /** A copy has no copies: there would be no end. */
  function faultySendOf(message: Subject, isCopy: boolean): Send {
    const copies = isCopy ? [] : strike("deliver-twice", [message]);
    const redeliver = () => account.redeliver(message.id ?? "");
    const send = faultySend(
      (kind) => strike(kind, [message]),
      () => account.restart(),
    );
    const watched: Send = async (delivery, stop) => {
      const result = await send(delivery, stop);
      if (isSuccess(result)) departures.delivered(message);
      return result;
    };
    return withCopies(watched, copies, (ms) => agenda.at(clock.now() + ms, redeliver));
  }

  return {
    publish: createPublishFaults((...kinds) => rules.has(...kinds), strike),
    depart: (message, go) => departures.depart(message, go),
    forAttempt(message, { redelivery = false }) {
      if (!rules.has()) return { sign: signDelivery, send: deliver };
      return { sign: faultySignOf(message), send: faultySendOf(message, redelivery) };
    },
    losesCallback: (message) => strike("lose-callback", [message]).length > 0,
    losesFailureCallback: (message) => strike("lose-failure-callback", [message]).length > 0,
  };
}
