import { vi } from "vitest";
import { z } from "zod";
import type { Client } from "./client";

const started = z.object({ jobId: z.string() });
const ended = z.object({ status: z.enum(["completed", "failed", "timeout", "cancelled"]), result: z.any() });

/** Starts a job over the API, as a client would. @returns its id */
export async function startJob(
  client: Client,
  type: string,
  payload: object,
  options: object = {},
): Promise<string> {
  const answer = await client("/api/v1/dispatch", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type, payload, options }),
  });
  return started.parse(await answer.json()).jobId;
}

/** Waits until a job has ended, in whatever way. */
export async function jobEnds(client: Client, jobId: string): Promise<z.output<typeof ended>> {
  const read = async () => ended.parse(await (await client(`/api/v1/status/${jobId}`)).json());
  return await vi.waitFor(read, { timeout: 30_000, interval: 250 });
}
