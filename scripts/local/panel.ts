import pc from "picocolors";
import type { SignIn } from "./people-step";

type Panel = { app: string; qstash?: string; mailbox?: string; signIn: SignIn | null };

/** What to do next: addresses to open and how to sign in. */
export function panel({ app, qstash, mailbox, signIn }: Panel): string {
  const rows = [
    ["Try it", pc.cyan(app)],
    ["Dashboard", pc.cyan(`${app}/admin/jobs`)],
    ["API", pc.cyan(`${app}/docs/api`)],
    ...(qstash ? [["Messages", pc.cyan(qstash)]] : []),
    ...(mailbox ? [["Mailbox", pc.cyan(mailbox)]] : []),
    ...(signIn ? [["Sign in", `${signIn.email} / ${signIn.password} ${pc.dim("(local only)")}`]] : []),
  ];
  const lines = rows.map(([label = "", value]) => `  ${label.padEnd(10)} ${value}`);
  return ["", ...lines, "", pc.dim("  Ctrl-C stops everything."), ""].join("\n");
}
