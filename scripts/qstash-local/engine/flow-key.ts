import type { FlowControlOption } from "./delivery-spec";

/** What limits the deliveries of one flow-control key, and how much of its rate is used up. Source: protocol §7.1. */
export type FlowKey = {
  readonly key: string;
  /** Deliveries that may wait for an answer at once. Absent: no limit. */
  parallelism?: number;
  /** Deliveries that may start within a period. Absent: no limit. */
  rate?: number;
  periodMs: number;
  isPinnedParallelism: boolean;
  isPinnedRate: boolean;
  isPaused: boolean;
  /** When the newest period began, Unix milliseconds. */
  periodStart?: number;
  /** Deliveries started within it. */
  rateCount: number;
};

/** Numbers for a key, as a message or a pin brings them. */
export type FlowNumbers = Omit<FlowControlOption, "key">;

const DEFAULT_PERIOD_MS = 1000;

/** A key without limits. */
export function newFlowKey(key: string): FlowKey {
  const free = { isPinnedParallelism: false, isPinnedRate: false, isPaused: false };
  return { key, periodMs: DEFAULT_PERIOD_MS, ...free, rateCount: 0 };
}

/** The numbers of the newest message replace all that is not pinned; what it does not limit is no longer limited. */
export function configure(flowKey: FlowKey, numbers: FlowNumbers): void {
  if (!flowKey.isPinnedParallelism) flowKey.parallelism = numbers.parallelism;
  if (!flowKey.isPinnedRate) setRate(flowKey, numbers);
}

/** Holds what is given against the numbers of later messages, and starts counting anew. */
export function pin(flowKey: FlowKey, numbers: FlowNumbers, nowMs: number): void {
  if (numbers.parallelism !== undefined) {
    flowKey.parallelism = numbers.parallelism;
    flowKey.isPinnedParallelism = true;
  }
  if (numbers.rate !== undefined) {
    setRate(flowKey, numbers);
    flowKey.isPinnedRate = true;
  }
  startPeriod(flowKey, nowMs);
}

function setRate(flowKey: FlowKey, { rate, periodMs = DEFAULT_PERIOD_MS }: FlowNumbers): void {
  flowKey.rate = rate;
  flowKey.periodMs = periodMs;
}

/** Begins a period now, with nothing used up. */
export function startPeriod(flowKey: FlowKey, nowMs: number): void {
  flowKey.periodStart = nowMs;
  flowKey.rateCount = 0;
}

/** Counts a delivery that starts now; the first one after a period begins the next. */
export function countStart(flowKey: FlowKey, nowMs: number): void {
  if (nowMs >= periodEnd(flowKey)) startPeriod(flowKey, nowMs);
  flowKey.rateCount += 1;
}

/** Deliveries started within the running period. */
export function rateUsed(flowKey: FlowKey, nowMs: number): number {
  return nowMs >= periodEnd(flowKey) ? 0 : flowKey.rateCount;
}

/** When the newest period ends or has ended; before the first it is long over. */
export function periodEnd({ periodStart = -Infinity, periodMs }: FlowKey): number {
  return periodStart + periodMs;
}

/** How many deliveries may start now, while `running` of them wait for an answer. Infinite without limits. */
export function roomOf(flowKey: FlowKey, running: number, nowMs: number): number {
  const { isPaused, parallelism = Infinity, rate = Infinity } = flowKey;
  return isPaused ? 0 : Math.min(parallelism - running, rate - rateUsed(flowKey, nowMs));
}

/** Whether anything about it must be remembered though nothing uses it. */
export function isHeld(flowKey: FlowKey, nowMs: number): boolean {
  const { isPaused, isPinnedParallelism, isPinnedRate } = flowKey;
  return isPaused || isPinnedParallelism || isPinnedRate || nowMs < periodEnd(flowKey);
}
