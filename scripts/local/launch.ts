import type { Report } from "./report";
import type { Shutdown } from "./shutdown";

/** What every step of a start needs. */
export type Launch = {
  report: Report;
  shutdown: Shutdown;
  /** The variables that the person has set; they win over what is local. */
  given: NodeJS.ProcessEnv;
};
