import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { onTestFinished } from "vitest";
import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { select } from "./rows";
import { signDelivery } from "./sign";

/** The workers of exports and reports in a process of its own. It publishes nothing: only the story delivers. */
export async function startFileWorker() {
  const script = fileURLToPath(new URL("file-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    env: { ...process.env, QSTASH_URL: "http://127.0.0.1:9" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line]: unknown[] = await once(child.stdout, "data");
  const url = String(line).trim();
  return {
    kill: () => child.kill("SIGKILL"),
    deliver: (job: JobDefinition, jobId: string) => deliver(url, job, jobId),
  };
}

/** As QStash would through a load balancer that chose the instance at `base`. */
export async function deliver(
  base: string,
  { type, endpoint }: JobDefinition,
  jobId: string,
): Promise<Response> {
  const [row] = await select(database(), sql`select leg from job_executions where job_id = ${jobId}::uuid`);
  const body = JSON.stringify({ v: 1, jobId, type, leg: row?.leg });
  const signature = signDelivery({
    url: `${process.env.BASE_URL}${endpoint}`,
    body,
    key: process.env.QSTASH_CURRENT_SIGNING_KEY ?? "",
  });
  const headers = { "Upstash-Signature": signature, "Content-Type": "application/json" };
  return fetch(`${base}${endpoint}`, { method: "POST", body, headers });
}
