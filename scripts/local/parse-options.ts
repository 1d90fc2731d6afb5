import { type ParseArgsConfig, parseArgs } from "node:util";

/** The options that the command line has. What makes no sense ends the process, as {@link wrongUsage} does. */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
) {
  try {
    return parseArgs({ options, allowPositionals: false }).values;
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
}

/** Says what is wrong with the command line, and ends the process with code 2. */
export function wrongUsage(message: string): never {
  process.stderr.write(`${message}\n--help lists them.\n`);
  return process.exit(2);
}
