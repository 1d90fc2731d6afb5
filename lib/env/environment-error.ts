/** One variable that keeps the app from running as it should. Never carries the variable's value. */
export type EnvironmentProblem = { variable: string; problem: string };

/** Thrown when the environment cannot be used; names every wrong variable, so that one look is enough. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
  readonly problems: readonly EnvironmentProblem[];

  constructor(problems: readonly EnvironmentProblem[]) {
    const lines = mergedByVariable(problems).map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(
      [
        "The environment is not usable:",
        ...lines,
        "Each variable is explained in .env.example; `pnpm dev` sets them all for local work.",
      ].join("\n"),
    );
    this.problems = problems;
  }
}

function mergedByVariable(problems: readonly EnvironmentProblem[]): EnvironmentProblem[] {
  const byVariable = new Map<string, Set<string>>();
  for (const { variable, problem } of problems) {
    byVariable.set(variable, (byVariable.get(variable) ?? new Set()).add(problem));
  }
  return [...byVariable].map(([variable, found]) => ({ variable, problem: [...found].join("; ") }));
}
