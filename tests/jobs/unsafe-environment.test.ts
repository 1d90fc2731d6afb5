import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleFailedMessage } from "@/lib/jobs/failed-message";
import { createReconcileRoute } from "@/lib/jobs/reconcile/route";
import { testUser } from "@/scripts/qstash-local/credentials";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { serveRoutes } from "@/tests/helpers/route-server";
import { signDelivery } from "@/tests/helpers/sign";
import { useEnvironment } from "@/tests/helpers/world";

const ROUTES = {
  "/api/jobs/exercise": createJobWorker(handleExercise),
  "/api/jobs/failed": handleFailedMessage,
  "/api/jobs/reconcile": createReconcileRoute({ known: [], retired: [] }),
};

let app: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  app = await serveRoutes(ROUTES);
  const qstash = { ...testUser, url: "http://127.0.0.1:9" };
  useEnvironment({ databaseUrl: "postgres://nobody@127.0.0.1:9/none", baseUrl: app.url, qstash });
  vi.stubEnv("NODE_ENV", "production");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => app.close());

describe("in production with an environment that nobody checked at boot", () => {
  it.each(Object.keys(ROUTES))(
    "%s takes no delivery, not even one that the published key signed",
    async (path) => {
      vi.stubEnv("NODE_ENV", "production");
      vi.stubEnv("QSTASH_DEV", "true");
      const body = "{}";
      const signature = signDelivery({ url: app.url + path, body, key: testUser.currentSigningKey });
      const headers = { "Upstash-Signature": signature };
      const response = await fetch(app.url + path, { method: "POST", body, headers });
      expect([response.status, await response.json()]).toEqual([503, { ok: false, code: "misconfigured" }]);
      expect(response.headers.get("retry-after")).toBe("60");
    },
  );
});

describe("the same process with a sound environment", () => {
  it("takes deliveries again, but none of the published key", async () => {
    vi.stubEnv("QSTASH_CURRENT_SIGNING_KEY", "sig_a-key-of-our-own-account-1");
    vi.stubEnv("QSTASH_NEXT_SIGNING_KEY", "sig_a-key-of-our-own-account-2");
    const body = "{}";
    const url = `${app.url}/api/jobs/exercise`;
    const signatures = ["sig_a-key-of-our-own-account-1", testUser.currentSigningKey].map((key) =>
      signDelivery({ url, body, key }),
    );
    const statuses: number[] = [];
    for (const signature of signatures) {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: { "Upstash-Signature": signature },
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([489, 401]);
  });
});
