import type { FlowKeyUsage } from "../engine/flow-gate";
import { rateUsed } from "../engine/flow-key";

/** A flow-control key as the API shows it; a limit that there is not is 0. Source: protocol §2.12. */
export function flowControlView(flowKey: FlowKeyUsage, nowMs: number): object {
  return {
    flowControlKey: flowKey.key,
    waitListSize: flowKey.waiting,
    parallelismMax: flowKey.parallelism ?? 0,
    parallelismCount: flowKey.running,
    rateMax: flowKey.rate ?? 0,
    rateCount: rateUsed(flowKey, nowMs),
    ratePeriod: flowKey.periodMs / 1000,
    ratePeriodStart: Math.floor((flowKey.periodStart ?? 0) / 1000),
    isPaused: flowKey.isPaused,
    isPinnedParallelism: flowKey.isPinnedParallelism,
    isPinnedRate: flowKey.isPinnedRate,
  };
}
