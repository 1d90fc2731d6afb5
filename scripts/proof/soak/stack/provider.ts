import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ask } from "./ask";
import { program } from "./program";
import { type Ledger, type Lossiness, ledgerView } from "./provider-protocol";

const PROGRAM = fileURLToPath(new URL("provider-process.ts", import.meta.url));

/** The provider outside, in a process of its own that nobody kills. */
export async function startProvider(options: { port: number; seed: number; logFile: string }) {
  const provider = program({
    ...options,
    name: "provider",
    args: ["--import", "tsx", PROGRAM, String(options.port), String(options.seed)],
    environment: () => process.env,
  });
  await provider.start();
  const url = `http://127.0.0.1:${options.port}`;
  return {
    url,
    pids: provider.pids,
    stop: provider.stop,
    /** Makes it answer so badly from now on; `{}` makes it well. */
    lose: (loss: Partial<Lossiness>) => ask(z.unknown(), `${url}/loss`, { body: loss }),
    /** Lets the effects of a job happen that it refused until now. */
    repair: (jobId: string) => ask(z.unknown(), `${url}/repair`, { body: { jobId } }),
    ledger: (): Promise<Ledger> => ask(ledgerView, `${url}/ledger`, { method: "GET" }),
  };
}
