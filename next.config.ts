import type { NextConfig } from "next";

export default {
  poweredByHeader: false,
  // winston picks its transports at run time; bundling it only slows the build.
  serverExternalPackages: ["winston"],
  // `pnpm demo` is a newcomer's first minute: it leaves the types to `pnpm check` and `pnpm build`.
  typescript: { ignoreBuildErrors: process.env.JOBS_DEMO_BUILD === "1" },
} satisfies NextConfig;
