import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Unit tests lie beside their file, stories in tests/; one run has them all, on one Postgres of its own.
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["{app,lib,scripts,tests}/**/*.test.{ts,tsx}"],
    environment: "node",
    // Two files at a time on two cores as well, where the default is one: most of their time tests wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: "tests/global-setup.ts",
    // Generous: tests wait for states, and a busy machine may take its time to reach them.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
