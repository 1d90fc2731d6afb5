import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Files that jobs made for people: exports, reports. The bytes are in the storage, under `storage_key`. */
export const artifacts = pgTable(
  "artifacts",
  {
    artifactId: uuid("artifact_id").primaryKey(),
    /** The job that makes it; one job makes one artifact, however often it runs. */
    jobId: uuid("job_id").notNull().unique(),
    /** Both null for what the product itself made. Without an organization it is the user's alone. */
    organizationId: bigint("organization_id", { mode: "number" }),
    userId: bigint("user_id", { mode: "number" }),
    /** `export` or `report`. */
    kind: text("kind").notNull(),
    /** As the person who downloads it will see it, such as `users-2026-11-28.csv`. */
    fileName: text("file_name").notNull(),
    contentType: text("content_type").notNull(),
    storageKey: text("storage_key").notNull().unique(),
    /** `writing`, `ready`, `expired` (its bytes are gone) or `abandoned` (its job ended without it). */
    status: text("status").notNull().default("writing"),
    /** The storage's own id of an upload in parts, while it is being written. */
    uploadId: text("upload_id"),
    bytes: bigint("bytes", { mode: "number" }),
    rows: bigint("rows", { mode: "number" }),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    readyAt: time("ready_at"),
    expiresAt: time("expires_at"),
  },
  (row) => [
    index("artifacts_of_organization").on(row.organizationId, row.artifactId),
    index("artifacts_to_remove").on(row.expiresAt).where(sql`${row.status} in ('writing', 'ready')`),
  ],
);

/** The parts of an artifact that the storage has: what a run that takes over goes on from. */
export const artifactParts = pgTable(
  "artifact_parts",
  {
    artifactId: uuid("artifact_id")
      .notNull()
      .references(() => artifacts.artifactId, { onDelete: "cascade" }),
    /** From 1. */
    number: integer("number").notNull(),
    /** What the storage answered for it: the ETag of S3. */
    tag: text("tag").notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    /** Rows in this part, and the cursor of its last one. */
    rows: bigint("rows", { mode: "number" }).notNull(),
    cursor: text("cursor").notNull(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [primaryKey({ columns: [row.artifactId, row.number] })],
);
