import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));

export default {
  poweredByHeader: false,
  // Each soak has a build of its own, so that two at once are not in each other's way.
  distDir: process.env.BUILD_FOLDER,
  serverExternalPackages: ["winston"],
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: repository },
} satisfies NextConfig;
