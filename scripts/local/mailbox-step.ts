import { randomUUID } from "node:crypto";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import type { Launch } from "./launch";
import { onFreePort } from "./ports";

/** The variables by which the app finds Resend. */
export type ResendVariables = { RESEND_BASE_URL: string; RESEND_API_KEY: string; RESEND_FROM: string };

const LOCAL_SENDER = "Acme <mail@acme.test>";

/** Resend, when its key is set; else a local mailbox. Nothing is answered in the first case. */
export async function devMailbox(launch: Launch): Promise<Partial<ResendVariables>> {
  const { RESEND_API_KEY, RESEND_BASE_URL = "https://api.resend.com" } = launch.given;
  if (!RESEND_API_KEY) return localMailbox(launch, 8090);
  const outcome = { what: "RESEND_API_KEY", where: new URL(RESEND_BASE_URL).host };
  await launch.report.step(
    "mailbox",
    "",
    async () => undefined,
    () => outcome,
  );
  return {};
}

/** A local mail server that keeps mails instead of sending them. */
export async function localMailbox(launch: Launch, preferred?: number): Promise<ResendVariables> {
  const server = await launch.report.step(
    "mailbox",
    "starting the local mail server",
    () => onFreePort(preferred, (port) => startResendLocal({ port })),
    ({ url }) => ({ what: "local (sends nothing)", where: new URL(url).host, preferred }),
  );
  launch.shutdown.add(() => server.close());
  return {
    RESEND_BASE_URL: server.url,
    RESEND_API_KEY: `re_local_${randomUUID()}`,
    RESEND_FROM: launch.given.RESEND_FROM ?? LOCAL_SENDER,
  };
}
