import type { PreparedBatch } from "./enqueue-batch";
import type { Settled } from "./transitions/settle-run";

/** What a handler returns instead of a result, to say how its job goes on; made by `ctx` only. */
export class Directive {
  readonly what: Instruction;

  constructor(what: Instruction) {
    this.what = what;
  }
}

/** Asks for another run of the job. */
export type GoOn =
  | { kind: "continue"; checkpoint: unknown; delaySeconds: number | null }
  | { kind: "wait"; batch: BatchSpec | { batchId: string }; checkpoint: unknown };

type Instruction =
  | GoOn
  /** The run has settled itself, together with the handler's own writes. */
  | { kind: "settled"; settled: Settled };

/** A batch of children that is not there yet: it is inserted with the settlement of the run that waits for it. */
export class BatchSpec {
  /** Rejects where a payload does not fit. */
  readonly prepared: Promise<PreparedBatch>;

  constructor(prepared: Promise<PreparedBatch>) {
    this.prepared = prepared;
    // Whoever waits for the batch sees it reject; one that nobody waits for concerns nobody.
    prepared.catch(() => undefined);
  }
}
