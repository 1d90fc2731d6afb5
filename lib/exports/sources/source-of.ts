import type { CUSTOM_SOURCES, ExportPayload } from "@/lib/exports/jobs";
import { NonRetryableError } from "@/lib/jobs/errors";
import { activityLogs } from "./activity-logs";
import { invoices, subscriptions } from "./billing";
import { invitations } from "./invitations";
import { organizations } from "./organizations";
import { sentEmails } from "./sent-emails";
import type { Column, Source } from "./source";
import { users } from "./users";

/** What `custom` can choose from; nothing else in the database can be named. */
const CUSTOM: Record<(typeof CUSTOM_SOURCES)[number], Source> = {
  "activity-logs": activityLogs,
  invitations,
  invoices,
  "sent-emails": sentEmails,
  subscriptions,
  users,
};

/** Where the rows come from, with the columns that were asked for. @throws {UnknownColumn} */
export function sourceOf(payload: ExportPayload): Source {
  switch (payload.exportType) {
    case "users":
      return users;
    case "organizations":
      return organizations;
    case "activity-logs":
      return activityLogs;
    case "custom":
      return withColumns(CUSTOM[payload.filters.source], payload.filters.columns);
  }
}

/** The names of all columns that a custom export of this source can have. */
export function columnsOf(source: (typeof CUSTOM_SOURCES)[number]): string[] {
  return CUSTOM[source].columns.map(({ name }) => name);
}

function withColumns(source: Source, names: readonly string[]): Source {
  return { ...source, columns: [...new Set(names)].map((name) => columnOf(source, name)) };
}

function columnOf({ name: source, columns }: Source, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new UnknownColumn(name, source, columns.map((column) => column.name).join(", "));
}

/** Thrown for a column that a source does not have; trying again would not help. */
class UnknownColumn extends NonRetryableError {
  override name = "UnknownColumn";

  constructor(column: string, source: string, known: string) {
    super(`There is no column "${column}" in ${source}. It has: ${known}.`, { code: "unknown-column" });
  }
}
