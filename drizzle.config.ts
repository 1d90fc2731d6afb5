import { defineConfig } from "drizzle-kit";

// Each area keeps its own tables beside the code that writes them.
export default defineConfig({
  dialect: "postgresql",
  schema: ["./lib/*/schema.ts", "./lib/jobs/schema/*.ts"],
  out: "./drizzle",
});
