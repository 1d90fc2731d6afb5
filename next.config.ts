import type { NextConfig } from "next";

export default {
  poweredByHeader: false,
  // winston picks its transports at run time; bundling it only slows the build.
  serverExternalPackages: ["winston"],
} satisfies NextConfig;
