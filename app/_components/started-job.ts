import type { Problem } from "./problem";

/** What starting a job for a person answers with. */
export type StartedJob = { ok: true; jobId: string } | { ok: false; problem: Problem };
