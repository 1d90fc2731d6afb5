import { z } from "zod";
import { env } from "@/lib/env/env";
import { isLoopback } from "@/lib/env/loopback";
import { protectionBypass } from "@/lib/qstash/protection-bypass";
import { type Finding, failure, ok, warning } from "./finding";
import { reasonOf } from "./reason-of";

const LIMIT_MS = 8_000;

/** Whether the app answers at the address that QStash calls. */
export async function checkBaseUrl(): Promise<Finding[]> {
  const { BASE_URL, QSTASH_URL } = env();
  if (isLoopback(BASE_URL) && !isLoopback(QSTASH_URL))
    return [
      failure(
        "base-url",
        `${BASE_URL} is on this machine, where QStash at ${QSTASH_URL} cannot reach it`,
        "set BASE_URL to the public address, or take the local QStash of pnpm dev",
      ),
    ];
  try {
    const answer = await fetch(`${BASE_URL}/api/health`, {
      redirect: "manual",
      headers: protectionBypass(),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return [judge(BASE_URL, answer.status, await answer.text())];
  } catch (error) {
    const fix = isLoopback(BASE_URL)
      ? "start the app: pnpm dev"
      : "check BASE_URL, and that the app is deployed";
    return [failure("base-url", `${BASE_URL} does not answer: ${reasonOf(error)}`, fix)];
  }
}

const health = z.object({ status: z.enum(["ok", "degraded", "down"]) });

function judge(url: string, status: number, body: string): Finding {
  const told = health.safeParse(parsed(body)).data?.status;
  if (told === "ok") return ok("base-url", `the app at ${url} is ok`);
  if (told !== undefined)
    return warning(
      "base-url",
      `the app at ${url} says it is ${told}`,
      "see the other findings, or its /api/health",
    );
  return failure(
    "base-url",
    `${url}/api/health answers ${status}, and not as this app does`,
    "let the proxy and the host's protection pass /api/jobs/*; on Vercel, set up Protection Bypass for Automation",
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
