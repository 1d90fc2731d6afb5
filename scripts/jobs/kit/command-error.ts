import { EXIT, type ExitCode } from "./exit-code";

/** What went wrong, in the three lines that a person needs. */
export type Failure = { what: string; why: string; try: string };

/** Thrown by a verb that ends here. */
export class CommandError extends Error {
  override name = "CommandError";

  constructor(
    readonly failure: Failure,
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(failure.what);
  }
}

/** The same for a command line that makes no sense. */
export function usageError(what: string, why: string, verb: string): CommandError {
  return new CommandError({ what, why, try: `pnpm jobs:${verb} --help` }, EXIT.usage);
}
