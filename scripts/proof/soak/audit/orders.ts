import type { Entry, Journal } from "@/scripts/proof/soak/client/journal";
import type { Execution } from "./executions";
import type { Finding } from "./finding";
import { groupBy } from "./group";

/** Compares the client's journal with the rows: what was accepted is there, once. */
export function orderFindings(journal: Journal, executions: readonly Execution[]): Finding[] {
  const rows = groupBy(executions, ({ order }) => order);
  return [...journal.values()].flatMap((entry) => ofOrder(entry, rows.get(entry.order.id) ?? []));
}

function ofOrder(entry: Entry, rows: readonly Execution[]): Finding[] {
  const { order, jobIds, unknown } = entry;
  const about = `${order.id} (${order.kind})`;
  const ids = new Set(rows.map(({ jobId }) => jobId));
  const gone = [...jobIds].filter((jobId) => !ids.has(jobId));
  const findings: Finding[] = gone.map((jobId) => ({ kind: "lost", jobId, text: `${about} was accepted` }));
  if (order.kind !== "debounced" && order.isRepeatable && jobIds.size > 1)
    findings.push({ kind: "duplicate", jobId: null, text: `${about} became ${jobIds.size} jobs` });
  const complaint = countComplaint(entry, rows);
  if (complaint !== null) findings.push({ ...complaint, jobId: null, text: `${about} ${complaint.text}` });
  if (unknown === 0 && !hasLatest(entry, rows))
    findings.push({ kind: "lost", jobId: null, text: `${about}: its latest version was never done` });
  return findings;
}

function countComplaint(
  { order, unknown }: Entry,
  rows: readonly Execution[],
): Pick<Finding, "kind" | "text"> | null {
  const [least, most] = order.rows;
  if (unknown > 0 && rows.length === 0) return null;
  // A person who revives what was given up has its follow-ups come once more.
  const revivals = rows.reduce((sum, row) => sum + row.revivals, 0);
  if (rows.length < least) return { kind: "lost", text: `has ${rows.length} rows, not ${least}` };
  if (rows.length > most + revivals)
    return { kind: "duplicate", text: `has ${rows.length} rows, not ${most}` };
  return null;
}

function hasLatest({ order }: Entry, rows: readonly Execution[]): boolean {
  if (order.kind !== "debounced") return true;
  return rows.some(({ version, status }) => version === order.requests.length && status === "completed");
}
