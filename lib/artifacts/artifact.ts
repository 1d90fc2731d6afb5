import { z } from "zod";
import type { UploadedPart } from "@/lib/storage/storage";

const kind = z.enum(["export", "report"]);
export type ArtifactKind = z.output<typeof kind>;

/** A file that a job makes, while it makes it. */
export type OpenArtifact = {
  artifactId: string;
  storageKey: string;
  /** Of the upload in parts; null before it was begun. */
  uploadId: string | null;
  /** When its first run began, as Postgres writes it. */
  createdAt: string;
  /** What the storage has of it, in order. */
  parts: readonly NotedPart[];
};

/** A part that was noted, with how far the rows in it reach. */
export type NotedPart = UploadedPart & { rows: number; cursor: string };

const isoTime = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime());

/** What people see of an artifact. */
export const artifactView = z.object({
  artifactId: z.uuid(),
  jobId: z.uuid(),
  kind,
  fileName: z.string(),
  contentType: z.string(),
  storageKey: z.string(),
  status: z.enum(["writing", "ready", "expired", "abandoned"]),
  bytes: z.number().nullable(),
  rows: z.number().nullable(),
  createdAt: isoTime,
  expiresAt: isoTime.nullable(),
});

export type Artifact = z.output<typeof artifactView>;
