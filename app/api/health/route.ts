import { env } from "@/lib/env/env";
import { hasBearer } from "@/lib/http/bearer";
import { briefly } from "@/lib/http/briefly";
import { type Health, health } from "@/lib/jobs/health";

/** However often it is called, the database and QStash are asked once in so many milliseconds. */
const check = briefly(5_000, health);

/**
 * Whether the app can take and run jobs: 200 when it can, also when something is slow to heal, 503 when it cannot.
 * Everybody learns the one word; what it stands for only who has `METRICS_TOKEN`.
 */
export async function GET(request: Request): Promise<Response> {
  const found = await safeCheck();
  const body = isTrusted(request) ? found : { status: found.status };
  return Response.json(body, {
    status: found.status === "down" ? 503 : 200,
    headers: { "Cache-Control": "no-store" },
  });
}

export async function HEAD(request: Request): Promise<Response> {
  const { status, headers } = await GET(request);
  return new Response(null, { status, headers });
}

/** An environment that is not usable keeps the app from everything. */
async function safeCheck(): Promise<Health | { status: "down" }> {
  try {
    env();
    return await check();
  } catch {
    return { status: "down" };
  }
}

function isTrusted(request: Request): boolean {
  try {
    const { METRICS_TOKEN } = env();
    return METRICS_TOKEN !== undefined && hasBearer(request, METRICS_TOKEN);
  } catch {
    return false;
  }
}
