import type { NextConfig } from "next";

export default {
  poweredByHeader: false,
  // winston picks its transports at run time; bundling it only slows the build.
  // pdfkit reads its own data files beside its code, and shares fontkit with us.
  serverExternalPackages: ["winston", "pdfkit", "fontkit"],
  // The fonts of reports are files that code opens by their path, which nobody can see in an import.
  outputFileTracingIncludes: {
    "/api/jobs/report": [
      "./node_modules/@expo-google-fonts/inter/{400Regular,700Bold}/*.ttf",
      "./node_modules/@fontsource/noto-sans-{arabic,hebrew,kr,sc}/unicode.json",
      "./node_modules/@fontsource/noto-sans-{arabic,hebrew,kr,sc}/files/*-400-normal.woff",
    ],
  },
  // The compiler takes along whatever lies where such a path leads: all weights, in two forms.
  outputFileTracingExcludes: {
    "/api/jobs/report": [
      "**/@fontsource/**/*.{css,scss,woff2}",
      "**/@fontsource/**/*-{100,200,300,500,600,700,800,900}-normal.woff",
    ],
  },
  // The dashboard is nobody's to frame, to index or to be told of.
  headers: async () => [
    {
      source: "/admin/:path*",
      headers: [
        { key: "Content-Security-Policy", value: "frame-ancestors 'none'" },
        { key: "X-Robots-Tag", value: "noindex" },
        { key: "Referrer-Policy", value: "same-origin" },
      ],
    },
  ],
  // `pnpm demo` is a newcomer's first minute: it leaves the types to `pnpm check` and `pnpm build`.
  typescript: { ignoreBuildErrors: process.env.JOBS_DEMO_BUILD === "1" },
} satisfies NextConfig;
