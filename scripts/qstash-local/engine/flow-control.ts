import type { Table } from "../storage/storage";
import { createFlowGate, type FlowGate, type FlowGateSurroundings, type FlowKeyUsage } from "./flow-gate";
import { configure, type FlowKey, type FlowNumbers, newFlowKey, pin, startPeriod } from "./flow-key";
import type { Message } from "./message";

/**
 * The flow-control keys of one account. A key is known from its first message, pause or pin until no message needs it,
 * it is neither paused nor pinned, and its period is over (register 16). Source: protocol §2.12, §7.1.
 */
export type FlowControl = {
  /** A message was accepted: its numbers are now those of its key, also for who waits there already. */
  accept(message: Message): void;
  /** A message goes on after a restart. Its key is what it was. */
  resume(message: Message): void;
  /** A message that has a key is due. */
  enter(message: Message): void;
  /** A message waits no longer. */
  withdraw(message: Message): void;
  /** A message has ended. */
  leave(message: Message): void;

  get(key: string): FlowKeyUsage | undefined;
  /** In the order they became known. */
  list(): FlowKeyUsage[];
  /** Nothing of the key starts; its period goes on. */
  pause(key: string): void;
  unpause(key: string): void;
  /** Holds numbers against those of messages; what is absent stays as it is. Counts anew. */
  pin(key: string, numbers: FlowNumbers): void;
  /** The numbers stay until a message brings others. */
  unpin(key: string, which: { parallelism: boolean; rate: boolean }): void;
  /** Begins a period now, with nothing used up. */
  resetRate(key: string): void;
  /** The same, and deliveries that are under way no longer count. */
  reset(key: string): void;
};

type Surroundings = Omit<FlowGateSurroundings, "save" | "forget">;

export function createFlowControl(flowKeys: Table<FlowKey>, surroundings: Surroundings): FlowControl {
  const { clock } = surroundings;
  const gates = new Map<string, FlowGate>();

  function open(flowKey: FlowKey): FlowGate {
    const { key } = flowKey;
    const save = () => flowKeys.set(key, flowKey);
    const forget = (gate: FlowGate) => {
      if (gates.get(key) !== gate) return;
      gates.delete(key);
      flowKeys.delete(key);
    };
    const gate = createFlowGate(flowKey, { ...surroundings, save, forget });
    gates.set(key, gate);
    return gate;
  }

  const known = (key: string) => gates.get(key) ?? open(newFlowKey(key));

  function gateOf({ spec }: Message): FlowGate | undefined {
    return spec.flowControl && gates.get(spec.flowControl.key);
  }

  const restart = (flowKey: FlowKey) => startPeriod(flowKey, clock.now());

  // The messages come back after this; then each gate sees whether it is still needed.
  for (const flowKey of flowKeys.values()) open(flowKey).wakeAt(clock.now());

  return {
    accept({ spec: { flowControl } }) {
      if (!flowControl) return;
      const gate = known(flowControl.key);
      gate.join();
      gate.change((flowKey) => configure(flowKey, flowControl));
    },
    resume({ spec: { flowControl } }) {
      if (flowControl) known(flowControl.key).join();
    },
    enter: (message) => gateOf(message)?.enter(message),
    withdraw: (message) => gateOf(message)?.withdraw(message),
    leave: (message) => gateOf(message)?.leave(),

    get: (key) => gates.get(key)?.usage(),
    list: () => [...gates.values()].map((gate) => gate.usage()),
    pause: (key) => known(key).change((flowKey) => void (flowKey.isPaused = true)),
    unpause: (key) => gates.get(key)?.change((flowKey) => void (flowKey.isPaused = false)),
    pin: (key, numbers) => known(key).change((flowKey) => pin(flowKey, numbers, clock.now())),
    unpin: (key, which) => gates.get(key)?.change((flowKey) => unpin(flowKey, which)),
    resetRate: (key) => gates.get(key)?.change(restart),
    reset(key) {
      const gate = gates.get(key);
      gate?.forgetRunning();
      gate?.change(restart);
    },
  };
}

function unpin(flowKey: FlowKey, which: { parallelism: boolean; rate: boolean }): void {
  if (which.parallelism) flowKey.isPinnedParallelism = false;
  if (which.rate) flowKey.isPinnedRate = false;
}
