import type { Env } from "@/lib/env/env";
import { EnvironmentError } from "@/lib/env/environment-error";
import { type Finding, failure, ok } from "./finding";

/** Whether every variable can be used; one finding for each that cannot. */
export function checkEnvironment(read: () => Env): Finding[] {
  try {
    const { JOBS_ENVIRONMENT, JOBS_EPOCH } = read();
    return [ok("environment", `all variables are usable; this is ${JOBS_ENVIRONMENT}-${JOBS_EPOCH}`)];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.problems.map(({ variable, problem }) =>
      failure("environment", `${variable} ${problem}`, `set ${variable}; .env.example explains it`),
    );
  }
}
