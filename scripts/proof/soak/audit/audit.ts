import type { Journal } from "@/scripts/proof/soak/client/journal";
import type { Stack } from "@/scripts/proof/soak/stack/stack";
import { effectFindings } from "./effects";
import { readExecutions } from "./executions";
import type { Finding } from "./finding";
import { logFindings } from "./logs";
import { orderFindings } from "./orders";
import { rowFindings } from "./rows";

export type Audit = { jobs: number; revivals: number; findings: Finding[] };

/** Compares the client's journal, the database, the provider's ledger and the logs with one another. */
export async function audit(stack: Stack, journal: Journal): Promise<Audit> {
  const executions = await readExecutions(stack.databaseUrl);
  const findings = [
    ...(await rowFindings(stack.databaseUrl)),
    ...orderFindings(journal, executions),
    ...effectFindings(executions, await stack.provider.ledger()),
    ...(await logFindings(
      stack.logs,
      stack.apps.map(({ name }) => name),
    )),
  ];
  const revivals = executions.reduce((sum, row) => sum + row.revivals, 0);
  return { jobs: executions.length, revivals, findings };
}
