import type { Ledger } from "@/scripts/proof/soak/stack/provider-protocol";
import type { Execution } from "./executions";
import type { Finding } from "./finding";
import { groupBy } from "./group";

/** Compares what the jobs say with what happened outside: no effect missing, doubled or too many. */
export function effectFindings(executions: readonly Execution[], { effects }: Ledger): Finding[] {
  const happened = groupBy(effects, ({ jobId }) => jobId);
  const known = new Set(executions.map(({ jobId }) => jobId));
  const strays = effects.filter(({ jobId }) => !known.has(jobId));
  return [
    ...executions.flatMap((execution) => ofJob(execution, happened.get(execution.jobId) ?? [])),
    ...strays.map(({ jobId, name }) => ({ kind: "unsound" as const, jobId, text: `"${name}" of no job` })),
  ];
}

function ofJob(execution: Execution, effects: Ledger["effects"]): Finding[] {
  const { jobId, status, receipts } = execution;
  const expected = expectedNames(execution);
  const byName = groupBy(effects, ({ name }) => name);
  const missing = status === "completed" ? expected.filter((name) => !byName.has(name)) : [];
  const doubled = [...byName].filter(([, all]) => all.length > 1);
  const wrong = [...byName.keys()].filter((name) => !expected.includes(name));
  const untold = Object.entries(receipts ?? {}).filter(
    ([name, receipt]) => !byName.get(name)?.some((one) => one.receipt === receipt),
  );
  return [
    ...missing.map((name) => ({ kind: "lost" as const, jobId, text: `is completed without "${name}"` })),
    ...doubled.map(([name, all]) => ({
      kind: "duplicate" as const,
      jobId,
      text: `has "${name}" ${all.length} times: ${all.map(({ key }) => key).join(", ")}`,
    })),
    ...wrong.map((name) => ({ kind: "unsound" as const, jobId, text: `has "${name}", which it must not` })),
    ...untold.map(([name, receipt]) => ({
      kind: "unsound" as const,
      jobId,
      text: `says ${receipt} of "${name}", the provider does not`,
    })),
  ];
}

function expectedNames({ type, ends, effects, steps }: Execution): string[] {
  switch (type) {
    case "soak-work":
      return numbered(ends === "repaired" ? "broken" : "effect", effects);
    case "soak-relay":
      return numbered("step", steps);
    case "soak-family":
      return ["joined"];
    case "soak-slow":
      return ["effect-1"];
    case "soak-write":
      return [];
  }
}

function numbered(name: string, count: number | null): string[] {
  return Array.from({ length: count ?? 0 }, (_, index) => `${name}-${index + 1}`);
}
