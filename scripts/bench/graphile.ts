import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { adminSql } from "@/scripts/local/admin-sql";
import type { Launch } from "@/scripts/local/launch";
import { runLeashed } from "@/scripts/local/leash";
import type { Stage } from "./stage";

/** The last one that runs on Node 20. */
const VERSION = "0.16.6";

type Options = {
  connectionString: string;
  concurrency: number;
  noHandleSignals: true;
  logger: unknown;
  taskList: { noop: () => Promise<void> };
};

const isFunction = (value: unknown) => typeof value === "function";

/** The part of its interface that is used here. */
const library = z.object({
  runMigrations: z.custom<(options: Omit<Options, "concurrency">) => Promise<void>>(isFunction),
  runOnce: z.custom<(options: Options) => Promise<void>>(isFunction),
  Logger: z.custom<new (factory: () => () => void) => unknown>(isFunction),
});

/**
 * graphile-worker on the same Postgres, in a schema of its own. It is no dependency of this repository: npm installs
 * it into a folder that is deleted with the end of the run.
 *
 * @throws {Error} with what npm says, when it cannot be installed.
 */
export async function createGraphile({ launch, databaseUrl }: Stage) {
  const folder = await mkdtemp(join(tmpdir(), "nextjs-jobs-bench-"));
  launch.shutdown.add(() => rm(folder, { recursive: true, force: true }));
  await launch.report.step(
    "graphile",
    "installing graphile-worker",
    () => install(launch, folder),
    () => ({ what: VERSION, where: "installed" }),
  );
  const graphile = library.parse(createRequire(join(folder, "index.js"))("graphile-worker"));
  const base = {
    connectionString: databaseUrl,
    noHandleSignals: true as const,
    logger: new graphile.Logger(() => () => undefined),
  };
  await graphile.runMigrations({ ...base, taskList: { noop: async () => undefined } });
  return {
    /** Between the starts of the first job and of the last: what surrounds them costs nothing. */
    async jobsPerSecond(count: number, concurrency: number): Promise<number> {
      await adminSql(
        databaseUrl,
        (sql) => sql`select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, ${count})`,
      );
      const starts: number[] = [];
      const noop = async () => void starts.push(performance.now());
      await graphile.runOnce({ ...base, concurrency, taskList: { noop } });
      if (starts.length !== count) throw new Error(`graphile-worker ran ${starts.length} of ${count} jobs.`);
      return ((count - 1) * 1000) / ((starts.at(-1) ?? 0) - (starts[0] ?? 0));
    },
  };
}

async function install({ shutdown }: Launch, folder: string): Promise<void> {
  const npm = await runLeashed({
    command: "npm",
    args: [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      `graphile-worker@${VERSION}`,
    ],
    cwd: folder,
  });
  shutdown.add(() => npm.stop());
  const { code, lastLines } = await npm.exited;
  if (code !== 0) throw new Error(`npm cannot install graphile-worker:\n${lastLines.join("\n")}`);
}
