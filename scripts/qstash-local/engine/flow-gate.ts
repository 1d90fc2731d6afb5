import type { Agenda } from "../time/agenda";
import type { Clock } from "../time/clock";
import type { DeliverySlots } from "./delivery-slots";
import { countStart, type FlowKey, isHeld, periodEnd, roomOf } from "./flow-key";
import type { Message } from "./message";
import { createWaitList } from "./wait-list";

/** Starts the due messages of one flow-control key, first come, first served, as its parallelism and rate allow. */
export type FlowGate = {
  /** An unfinished message has the key, wherever it is: its numbers must not be forgotten. */
  join(): void;
  /** That message has ended. */
  leave(): void;
  /** A message is due: it waits for room, and then for a slot. */
  enter(message: Message): void;
  /** A message waits no longer. */
  withdraw(message: Message): void;
  /** Changes the key and starts what may start now. */
  change(make: (flowKey: FlowKey) => void): void;
  /** Deliveries that are under way no longer count. */
  forgetRunning(): void;
  usage(): FlowKeyUsage;
  /** Looks at the key at this time. */
  wakeAt(time: number): void;
};

/** A key with who uses it at the moment. */
export type FlowKeyUsage = FlowKey & { waiting: number; running: number };

/** What a gate stands among. */
export type FlowGateSurroundings = {
  clock: Clock;
  agenda: Agenda;
  slots: DeliverySlots;
  /** Starts a delivery; returns nothing when the message may not start after all. */
  start: (message: Message) => Promise<void> | undefined;
  /** Keeps what has changed about the key. */
  save: (flowKey: FlowKey) => void;
  /** Nothing needs this gate any more. May be told twice. */
  forget: (gate: FlowGate) => void;
};

export function createFlowGate(flowKey: FlowKey, surroundings: FlowGateSurroundings): FlowGate {
  const { clock, agenda, slots, start, save, forget } = surroundings;
  const waiting = createWaitList<Message>();
  const running = new Set<Message>();
  let members = 0;
  /** Places in the line for a slot; never more than could be used. */
  let calls = 0;
  let alarm: number | undefined;

  /** Brings the gate up to date after anything that may have changed what can start. */
  function tend(): void {
    const now = clock.now();
    if (members === 0 && !isHeld(flowKey, now)) return forget(gate);
    while (calls < Math.min(waiting.size, room())) call();
    const waitsForPeriod = members === 0 || calls < waiting.size;
    if (waitsForPeriod && now < periodEnd(flowKey)) wakeAt(periodEnd(flowKey));
  }

  const room = () => roomOf(flowKey, running.size, clock.now());

  /** Lines up for a slot on behalf of whoever is first when it is free: order and rate hold, and no slot is idle. */
  function call(): void {
    calls += 1;
    slots.enter(() => {
      calls -= 1;
      const message = room() > 0 ? waiting.take() : undefined;
      const delivery = message && startOne(message);
      tend();
      return delivery;
    });
  }

  function startOne(message: Message): Promise<void> | undefined {
    const delivery = start(message);
    if (!delivery) return undefined;
    running.add(message);
    countStart(flowKey, clock.now());
    save(flowKey);
    return delivery.finally(() => {
      running.delete(message);
      tend();
    });
  }

  /** One entry in the agenda, or one more when the period has become shorter; the later one then means nothing. */
  function wakeAt(time: number): void {
    if (alarm !== undefined && alarm <= time) return;
    alarm = time;
    agenda.at(time, () => {
      if (alarm !== time) return;
      alarm = undefined;
      tend();
    });
  }

  const gate: FlowGate = {
    join: () => void (members += 1),
    leave() {
      members -= 1;
      tend();
    },
    enter(message) {
      waiting.add(message);
      tend();
    },
    withdraw: (message) => void waiting.remove(message),
    change(make) {
      make(flowKey);
      save(flowKey);
      tend();
    },
    forgetRunning: () => running.clear(),
    usage: () => ({ ...flowKey, waiting: waiting.size, running: running.size }),
    wakeAt,
  };
  return gate;
}
