import pc from "picocolors";
import type { QStashLocal } from "./server";

/** What the terminal shows when the server is up: where it is, and what to paste. */
export function banner(server: QStashLocal, data?: string): string {
  const variables = [
    `QSTASH_URL=${server.url}`,
    `QSTASH_TOKEN=${server.token}`,
    `QSTASH_CURRENT_SIGNING_KEY=${server.currentSigningKey}`,
    `QSTASH_NEXT_SIGNING_KEY=${server.nextSigningKey}`,
  ];
  return [
    `${pc.bold("qstash-local")} listens on ${pc.cyan(server.url)}; open that in a browser to see what happens.`,
    pc.yellow(
      `For development only: state is in ${data ?? "memory"}, and nothing but this machine can reach it.`,
    ),
    "",
    "Environment of your app (leave QSTASH_DEV unset):",
    ...variables.map((line) => `  ${line}`),
    "",
    `To look but not touch, this token instead: ${server.readOnlyToken}`,
    "",
    pc.dim("Ctrl-C stops it."),
  ].join("\n");
}
