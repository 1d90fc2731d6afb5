import { type ArmedRule, armRule, strikes } from "./armed-rule";
import {
  type FaultKind,
  type FaultRule,
  type FaultRuleInput,
  type RuleOf,
  readFaultRule,
} from "./fault-rule";
import { createJournal, type Struck } from "./journal";
import { matches, type Subject } from "./subject";

/** What goes wrong on purpose. It belongs to the tester: a restart of the server changes nothing about it. */
export type Faults = {
  /** Adds rules, or none when one of them is wrong. @throws {Error} that names the field and the kinds. */
  add(...rules: FaultRuleInput[]): FaultRuleView[];
  /** Ends a rule and lets go what it holds back; whether there was one. */
  remove(id: string): boolean;
  /** Ends all rules and empties the journal; how many there were. */
  clear(): number;
  /** The rules with their counts, in the order they were added, and the newest faults, oldest first. */
  list(): { rules: FaultRuleView[]; journal: readonly Struck[] };
};

/** A rule with all its defaults and its counts. */
type FaultRuleView = FaultRule & { id: string; matched: number; applied: number };

/** Faults, and how the parts of the server ask about them. */
export type FaultRules = Omit<Faults, "add"> & {
  /** Takes what nobody has looked at yet. */
  add(...inputs: unknown[]): FaultRuleView[];
  /** Whether there is any rule of these kinds; of any kind, when none is named. */
  has(...kinds: FaultKind[]): boolean;
  /** Asks the rules of a kind about something that happens now: counts, decides, and notes each that strikes. */
  strike<Kind extends FaultKind>(kind: Kind, happening: Happening): Hit<Kind>[];
  /** `listener` hears of each rule that ends. An account has one; a later one takes its place. */
  onRemoved(account: number, listener: (ruleId: string) => void): void;
};

/** Something that rules may be about. Of several subjects one that matches is enough. */
type Happening = {
  account: number;
  time: number;
  subjects: readonly Subject[];
  /** Whether a rule can strike now. Default: any can. */
  isFree?: (ruleId: string) => boolean;
};

/** A rule that struck. More may be said about it in `struck.detail`. */
export type Hit<Kind extends FaultKind> = Pick<ArmedRule<RuleOf<Kind>>, "id" | "rule" | "random"> & {
  struck: Struck;
};

/** @param log gets a line for each rule that is added, with its seed, and for each fault. */
export function createFaults(log: (line: string) => void): FaultRules {
  const rules = new Map<string, ArmedRule>();
  const journal = createJournal(({ kind, ruleId, messageId, url, detail }) =>
    log(`FAULT     ${messageId ? `${messageId.slice(0, 12)}… ` : ""}${url} ${kind} ${detail} (${ruleId})`),
  );
  const listeners = new Map<number, (ruleId: string) => void>();
  let number = 0;

  function freeId(): string {
    number += 1;
    return rules.has(`fault-${number}`) ? freeId() : `fault-${number}`;
  }

  function arm(rule: FaultRule): FaultRuleView {
    const armed = armRule(rule, rule.id ?? freeId());
    remove(armed.id);
    rules.set(armed.id, armed);
    log(`FAULTS    ${armed.id}: ${rule.kind}, seed ${rule.seed}`);
    return viewOf(armed);
  }

  function remove(id: string): boolean {
    if (!rules.delete(id)) return false;
    for (const listener of listeners.values()) listener(id);
    return true;
  }

  function ofKind<Kind extends FaultKind>(kind: Kind): ArmedRule<RuleOf<Kind>>[] {
    return [...rules.values()].filter((armed): armed is ArmedRule<RuleOf<Kind>> => armed.rule.kind === kind);
  }

  return {
    add: (...inputs) => inputs.map(readFaultRule).map(arm),
    remove,
    clear() {
      journal.clear();
      return [...rules.keys()].filter(remove).length;
    },
    list: () => ({ rules: [...rules.values()].map(viewOf), journal: journal.entries() }),
    has: (...kinds) =>
      rules.size > 0 && (kinds.length === 0 || kinds.some((kind) => ofKind(kind).length > 0)),
    strike(kind, { account, time, subjects, isFree = () => true }) {
      return ofKind(kind).flatMap((armed) => {
        const subject = subjects.find((candidate) => matches(armed.rule, account, candidate));
        if (!subject || !strikes(armed, isFree(armed.id))) return [];
        const struck = struckBy(armed, subject, time);
        journal.add(struck);
        return { id: armed.id, rule: armed.rule, random: armed.random, struck };
      });
    },
    onRemoved: (account, listener) => void listeners.set(account, listener),
  };
}

function struckBy({ id, rule }: ArmedRule, subject: Subject, time: number): Struck {
  const detail = Object.entries(rule.params).map(([name, value]) => `${name}=${value}`);
  return {
    time,
    ruleId: id,
    kind: rule.kind,
    messageId: subject.id,
    url: subject.spec.url,
    detail: detail.join(" "),
  };
}

function viewOf({ id, rule, matched, applied }: ArmedRule): FaultRuleView {
  return { ...rule, id, matched, applied };
}
