import { database } from "@/lib/db/client";
import { checkUp } from "@/lib/doctor/check-up";
import type { Finding } from "@/lib/doctor/finding";
import type { Declared } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { schedules } from "@/lib/schedules";

/** For how long findings are shown: looking writes a file and asks QStash. */
const KEPT_MS = 60_000;

type Findings = { at: number; findings: Finding[] };

let latest: { at: number; found: Promise<Findings> } | null = null;

/** What `pnpm jobs:doctor` finds, as this process sees it; looks at most once a minute. Never throws. */
export function findOut(): Promise<Findings> {
  if (latest === null || Date.now() - latest.at > KEPT_MS) {
    const at = Date.now();
    latest = { at, found: look(at) };
  }
  return latest.found;
}

async function look(at: number): Promise<Findings> {
  return { at, findings: await checkUp({ database, declared }) };
}

/** Whoever asks next wants to see it anew. */
export function forgetFindings(): void {
  latest = null;
}

function declared(): Promise<Declared> {
  return Promise.resolve({ schedules, registry });
}
