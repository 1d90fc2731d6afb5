import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "./audit/audit";
import type { Finding } from "./audit/finding";
import { leftovers } from "./audit/leftovers";
import { recovery } from "./audit/recovery";
import { story } from "./audit/story";
import { placeOrders } from "./client/client";
import type { Journal } from "./client/journal";
import { attend, drain } from "./drain";
import { type Deeds, haunt } from "./nemesis/nemesis";
import { qstashFaults } from "./nemesis/qstash-faults";
import { planDeeds } from "./nemesis/schedule";
import { digestOf, planOrders } from "./plan/plan";
import { type Stack, startStack } from "./stack/stack";
import { usageLines, watchUsage } from "./usage/watch-usage";
import { verdictOf } from "./verdict";

export type SoakOptions = {
  /** Executions, at least. */
  jobs: number;
  seed: number;
  /** How long orders and faults go on; draining comes on top. */
  minutes: number;
  /** Average pause between two deeds of the nemesis, in seconds. */
  everySeconds: number;
  /** Whether failure callbacks are lost: such a job waits five minutes for reconcile. */
  losesCallbacks: boolean;
  say: (line: string) => void;
};

const ATTEND_EVERY_MS = 4000;

const USAGE_EVERY_MS = 5000;

/** Runs a soak from an empty folder to the verdict. What is wrong is in its `findings`; then the folder is kept. */
export async function soak(options: SoakOptions) {
  const folder = await mkdtemp(join(tmpdir(), "nextjs-jobs-soak-"));
  const startedAt = performance.now();
  options.say(`in ${folder}`);
  const stack = await startStack({ folder, seed: options.seed });
  try {
    const { deeds, findings, ...rest } = await rub(stack, options);
    const pids = stack.pids();
    await stack.stop();
    findings.push(...leftovers(pids), ...deeds.problems.map(unsound));
    const verdict = {
      ...verdictOf(findings),
      ...rest,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    };
    if (verdict.ok) await rm(folder, { recursive: true, force: true });
    return { verdict, findings, folder };
  } finally {
    await stack.stop();
  }
}

async function rub(stack: Stack, options: SoakOptions) {
  const { jobs, seed, say } = options;
  const ms = options.minutes * 60_000;
  const orders = planOrders({ jobs, seed, ms });
  const plan = planDeeds({ seed, ms, everyMs: options.everySeconds * 1000 });
  const digest = digestOf([orders, plan]);
  say(`${orders.length} orders and ${plan.length} deeds, digest ${digest}`);
  const journal: Journal = new Map();
  const deeds: Deeds = { counts: {}, killedAt: [], problems: [] };
  const { result: drained, usage } = await watched(stack, async () => {
    await disturbed(stack, options, () =>
      Promise.all([placeOrders(stack.baseUrl, orders, journal), haunt(stack, plan, deeds)]),
    );
    say("the faults are over");
    return drain(stack, say);
  });
  for (const line of usageLines(usage)) say(line);
  const { findings, ...counts } = await audit(stack, journal);
  const stories = await story(stack.databaseUrl, findings);
  if (findings.length > 0)
    await writeFile(join(stack.logs, "findings.json"), JSON.stringify({ findings, stories }, null, 2));
  const { lostRuns, secondsP95 } = await recovery(stack.databaseUrl, deeds.killedAt);
  return {
    ...counts,
    findings,
    deeds,
    seed,
    digest,
    faults: { ...deeds.counts, ...stack.qstash.struck, ...prefixed((await stack.provider.ledger()).struck) },
    lostRuns,
    recoverySecondsP95: secondsP95,
    drainSeconds: drained.seconds,
    usage,
  };
}

/** Runs `work` while somebody notes what the app's processes hold. */
async function watched<Result>({ apps, logs }: Stack, work: () => Promise<Result>) {
  const over = new AbortController();
  const logFile = join(logs, "usage.log");
  const watching = watchUsage(apps, { logFile, everyMs: USAGE_EVERY_MS, stop: over.signal });
  try {
    const result = await work();
    over.abort();
    return { result, usage: await watching };
  } finally {
    over.abort();
    await watching;
  }
}

/** Runs `work` while QStash misbehaves and somebody attends; in the end all faults are off. */
async function disturbed(stack: Stack, options: SoakOptions, work: () => Promise<unknown>): Promise<void> {
  await stack.qstash.setFaults(qstashFaults(options));
  const attending = new AbortController();
  const attended = attend(stack, attending.signal, ATTEND_EVERY_MS);
  try {
    await work();
  } finally {
    attending.abort();
    await attended;
  }
  await stack.qstash.setFaults([]);
  await stack.provider.lose({});
}

function prefixed(struck: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(struck).map(([name, count]) => [`provider-${name}`, count]));
}

function unsound(text: string): Finding {
  return { kind: "unsound", jobId: null, text };
}
