import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const moment = z.iso.datetime({ offset: true });

/** From this moment on, and before that one; either may be left out. */
const between = { from: moment.optional(), before: moment.optional() };

const common = {
  format: z.enum(["csv", "json", "xlsx"]),
  /** `organization`: the person's own. `everything`: of all organizations, for staff. */
  scope: z.enum(["organization", "everything"]).default("organization"),
  /** Who is told when the file is there. */
  notifyEmail: z.email().max(320),
  /** Of csv: begins with a byte order mark, without which Excel takes UTF-8 for something else. */
  byteOrderMark: z.boolean().default(true),
  /** Of json: one array, or one object a line. */
  jsonLines: z.boolean().default(false),
};

/** What `custom` may choose from; the columns of each are in `sources/`. */
export const CUSTOM_SOURCES = [
  "activity-logs",
  "invitations",
  "invoices",
  "sent-emails",
  "subscriptions",
  "users",
] as const;

const payload = z.discriminatedUnion("exportType", [
  z.strictObject({
    exportType: z.literal("users"),
    ...common,
    filters: z
      .strictObject({ ...between, role: z.enum(["owner", "admin", "member"]).optional() })
      .default({}),
  }),
  z.strictObject({
    exportType: z.literal("organizations"),
    ...common,
    filters: z.strictObject(between).default({}),
  }),
  z.strictObject({
    exportType: z.literal("activity-logs"),
    ...common,
    filters: z
      .strictObject({ ...between, action: z.string().min(1).max(100).optional(), userId: z.int().optional() })
      .default({}),
  }),
  z.strictObject({
    exportType: z.literal("custom"),
    ...common,
    filters: z.strictObject({
      ...between,
      source: z.enum(CUSTOM_SOURCES),
      /** In the order of the file. */
      columns: z.array(z.string().max(60)).min(1).max(50),
    }),
  }),
]);

export type ExportPayload = z.output<typeof payload>;
/** As a caller may write it: what has a default may be left out. */
export type ExportRequest = z.input<typeof payload>;

/** Writes rows into a file that people download. However long it takes and however often it is killed: every row once. */
export const exportData = defineJob({
  type: "export-data",
  endpoint: "/api/jobs/export",
  description: "Generate and export data files (CSV, JSON, Excel)",
  payload,
  result: z.strictObject({ artifactId: z.uuid(), rows: z.int(), bytes: z.int() }),
  retries: 2,
  timeoutSeconds: 240,
  // A run writes some 24 MB.
  maxContinuations: 500,
  concurrency: { perOrganization: 2 },
  dispatchableBy: "member",
  authorize: (actor, { scope, exportType }) =>
    actor.staff !== "none" ||
    (scope === "organization" && exportType !== "organizations" && actor.organizationId !== null),
});
