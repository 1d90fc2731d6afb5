import { startQStashLocal } from "@/scripts/qstash-local/server";
import type { Launch } from "./launch";
import { onFreePort } from "./ports";

/** The variables by which the app finds QStash. */
export type QStashVariables = {
  QSTASH_URL: string;
  QSTASH_TOKEN: string;
  QSTASH_CURRENT_SIGNING_KEY: string;
  QSTASH_NEXT_SIGNING_KEY: string;
};

/** Where messages, schedules and keys of `pnpm dev` outlive it. */
const DATA_DIR = ".data/qstash";

/** The QStash that the variables name, else a local one. Only what is set is answered in the first case. */
export async function devQStash(launch: Launch): Promise<Partial<QStashVariables>> {
  const { QSTASH_URL = "https://qstash.upstash.io", QSTASH_TOKEN } = launch.given;
  if (!QSTASH_TOKEN) return localQStash(launch, { preferred: 8080, data: DATA_DIR });
  const outcome = { what: "QSTASH_TOKEN", where: new URL(QSTASH_URL).host };
  await launch.report.step(
    "qstash",
    "",
    async () => undefined,
    () => outcome,
  );
  return {};
}

/**
 * A local QStash with keys that nobody else knows. `data`: a folder that keeps its messages, schedules and keys for the
 * next time; without it they end with it.
 */
export async function localQStash(
  { report, shutdown }: Launch,
  { preferred, data }: { preferred?: number; data?: string } = {},
): Promise<QStashVariables> {
  const server = await report.step(
    "qstash",
    "starting the local server",
    () => onFreePort(preferred, (port) => startQStashLocal({ port, data, randomKeys: true })),
    ({ url }) => ({ what: data ? "local" : "local (in memory)", where: new URL(url).host, preferred }),
  );
  shutdown.add(() => server.close());
  return {
    QSTASH_URL: server.url,
    QSTASH_TOKEN: server.token,
    QSTASH_CURRENT_SIGNING_KEY: server.currentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: server.nextSigningKey,
  };
}
