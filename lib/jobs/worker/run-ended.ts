/** The abort reason of a run that reached its time limit. */
export class TimeLimitReached extends Error {
  override name = "TimeLimitReached";

  constructor(seconds: number) {
    super(`The run reached its time limit of ${seconds} s.`);
  }
}

/** The abort reason of a run whose row belongs to somebody else, or whose database is out of reach. */
export class LeaseLost extends Error {
  override name = "LeaseLost";

  constructor() {
    super("This run no longer holds its job; whatever it does now is not recorded.");
  }
}

/** The abort reason of a run whose job, or its batch, was cancelled. */
export class CancelRequested extends Error {
  override name = "CancelRequested";

  constructor() {
    super("The job was cancelled.");
  }
}

/** The abort reason of a run whose process is being shut down and whose time to end by itself is over. */
export class ShuttingDown extends Error {
  override name = "ShuttingDown";

  constructor() {
    super("The process was shut down; the job goes on in another one, with the same attempt.");
  }
}
