import { type Env, env } from "./env";
import { EnvironmentError } from "./environment-error";
import { isLoopback } from "./loopback";

/**
 * The checked environment, for commands that write down whose a database is. They run from a shell, which may
 * lack what names the environment for the app: Next always sets NODE_ENV, Vercel VERCEL_ENV. A name that nobody
 * gave is refused, unless QStash is on this machine and no message can leave it.
 *
 * @throws {EnvironmentError}
 */
export function namedEnv(): Env {
  const checked = env();
  if (isNamed(process.env) || isLoopback(checked.QSTASH_URL)) return checked;
  throw new EnvironmentError([{ variable: "JOBS_ENVIRONMENT", problem: UNNAMED }]);
}

const UNNAMED =
  'is not set, nor is VERCEL_ENV or NODE_ENV, and QSTASH_URL is not on this machine: as "development" this command ' +
  "would work for another environment than the app does; set it to the app's, such as production";

function isNamed({ JOBS_ENVIRONMENT, VERCEL_ENV, NODE_ENV }: NodeJS.ProcessEnv): boolean {
  return [JOBS_ENVIRONMENT, VERCEL_ENV, NODE_ENV].some((name) => (name ?? "") !== "");
}
