"use client";

import { useCallback, useRef, useState } from "react";
import type { Problem } from "./problem";
import { createRequestKeys } from "./request-key";
import type { StartedJob } from "./started-job";
import { poller } from "./the-poller";
import type { JobHandle } from "./use-job";

/** Starts a job: a Server Action, or anything else that answers like one. */
export type JobAction<Input> = (input: Input, idempotencyKey: string) => Promise<StartedJob>;

/** Where a start stands. */
export type JobStart<Input> = {
  /** Starts one, unless one is being started; then it answers with that one. Never throws. */
  start: (input: Input) => Promise<StartedJob>;
  isPending: boolean;
  /** Of the latest job; for `useJob`. */
  handle: JobHandle | null;
  /** Why the latest start was refused. */
  problem: Problem | null;
  /** Forgets the latest job. */
  reset: () => void;
};

/**
 * Binds an action that enqueues to a button or form. Pressed twice it is one job, also when the first answer was lost: the
 * key it mints stays until an answer came. All tabs hear that a job was started.
 *
 * @example const { start, handle } = useJobAction(startExport);
 */
export function useJobAction<Input>(action: JobAction<Input>): JobStart<Input> {
  const [keys] = useState(createRequestKeys);
  const [isPending, setPending] = useState(false);
  const [handle, setHandle] = useState<JobHandle | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const inFlight = useRef<Promise<StartedJob>>(null);

  async function begin(input: Input): Promise<StartedJob> {
    setPending(true);
    const answer = await action(input, keys.keyOf(input)).catch(() => NO_ANSWER);
    setPending(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return answer;
    const { jobId } = answer;
    keys.answered();
    setHandle({ jobId });
    poller.tell({ kind: "started", jobId });
    return answer;
  }

  function start(input: Input): Promise<StartedJob> {
    inFlight.current ??= begin(input).finally(() => {
      inFlight.current = null;
    });
    return inFlight.current;
  }

  const reset = useCallback(() => {
    setHandle(null);
    setProblem(null);
  }, []);

  return { start, isPending, handle, problem, reset };
}

const NO_ANSWER: StartedJob = {
  ok: false,
  problem: {
    type: "about:blank",
    title: "No answer",
    status: 0,
    detail: "The server did not answer. Press the button again: if it was taken already, it stays one.",
  },
};
