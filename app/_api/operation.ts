import type { z } from "zod";
import type { Scope } from "@/lib/auth/api-keys/scopes";
import type { ProblemName } from "@/lib/http/problems";
import type { HeaderName } from "./headers";

/** What an answer that is no problem looks like. */
type Answer = {
  description: string;
  /** One of `components.ts`; an answer without one has no body. */
  body?: z.ZodType;
  /** Headers that it has always (true) or at times (false). */
  headers?: Partial<Record<HeaderName, boolean>>;
};

/** One method of one path, as the document tells of it. */
export type Operation = {
  operationId: string;
  method: "get" | "post" | "patch" | "delete";
  /** With its parameters, as in `/api/v1/status/{jobId}`. */
  path: string;
  tag: "Jobs" | "Batches" | "Files" | "Webhooks" | "This document";
  summary: string;
  description: string;
  /** What an API key must have; null for what anybody may ask. */
  scope: Scope | null;
  query?: z.ZodObject;
  /** Request headers of its own. */
  requestHeaders?: z.ZodObject;
  /** One of `components.ts`. */
  body?: z.ZodType;
  /** A request may come without a body. */
  isBodyOptional?: boolean;
  /** A body that fits. */
  example?: unknown;
  answers: Readonly<Record<number, Answer>>;
  /** Beside those that come with a scope or a body. */
  problems: readonly ProblemName[];
  /** Whether requests are counted. */
  isLimited?: boolean;
};
