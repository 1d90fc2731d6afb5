import pc from "picocolors";

/** What a step came to: what runs, where, and anything a newcomer should know. */
type Outcome = { what: string; where: string /** The usual port. */; preferred?: number };

/** Tells a person how a start goes on. */
export type Report = {
  /** Runs one step and writes its line with the time it took; on a terminal, what it does meanwhile. */
  step<Result>(
    name: string,
    doing: string,
    run: () => Promise<Result>,
    describe: (result: Result) => Outcome,
  ): Promise<Result>;
  /** A plain line. */
  line: (text: string) => void;
  /** A line that concerns the step that is under way. */
  note: (text: string) => void;
  /** What went wrong, with lines that show it. */
  problem: (title: string, lines?: readonly string[]) => void;
};

/** A report on a stream: stdout, or stderr where stdout is for a program. */
export function createReport(stream: NodeJS.WriteStream): Report {
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    line,
    note(text) {
      clear(stream);
      line(`  ${pc.yellow("!")} ${text}`);
    },
    async step(name, doing, run, describe) {
      const startedAt = performance.now();
      if (stream.isTTY) stream.write(`  ${pc.dim("…")} ${name.padEnd(10)} ${pc.dim(doing)}`);
      try {
        const result = await run();
        clear(stream);
        line(stepLine(name, describe(result), performance.now() - startedAt));
        return result;
      } catch (error) {
        clear(stream);
        line(`  ${pc.red("✗")} ${name}`);
        throw error;
      }
    },
    problem(title, lines = []) {
      line(`\n${pc.red("✗")} ${title}`);
      for (const text of lines) line(`  ${text}`);
    },
  };
}

/** The message of an error and of what caused it, a line each: libraries wrap the one that tells why. */
export function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${withCauses(error.cause)}`;
}

function clear(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY) return;
  stream.cursorTo(0);
  stream.clearLine(0);
}

function stepLine(name: string, { what, where, preferred }: Outcome, ms: number): string {
  const time = `${(ms / 1000).toFixed(1)} s`.padStart(7);
  const columns = `${name.padEnd(10)} ${what.padEnd(22)} ${where.padEnd(18)}${pc.dim(time)}`;
  const isUsual = preferred === undefined || where.endsWith(`:${preferred}`);
  return `  ${pc.green("✓")} ${columns}${isUsual ? "" : pc.yellow(`  port ${preferred} is taken`)}`;
}
