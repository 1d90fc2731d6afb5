import { z } from "zod";
import { EnvironmentError, type EnvironmentProblem } from "./environment-error";
import { payloadKeys } from "./payload-keys";
import { productionProblems } from "./production";
import { storageProblems } from "./storage";
import { namedSecrets, standardSecrets, stripeSecrets } from "./webhook-secrets";

const SIX_DAYS_SECONDS = 6 * 24 * 60 * 60;

const origin = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .refine((url) => new URL(url).origin === url, "must be an origin such as https://app.example.com, no path");

function hasNoCredentials(url: string): boolean {
  if (!URL.canParse(url)) return true; // said already
  const { username, password } = new URL(url);
  return username === "" && password === "";
}

const days = z.coerce.number().int().min(1).max(36_500);

const variables = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Session-level connection for migrations, where DATABASE_URL goes through a pooler. */
  DATABASE_URL_DIRECT: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Connections each process may hold. */
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(10),
  /** Prepared statements: cheaper, but they need a session of their own, so not through a transaction pooler. */
  DATABASE_PREPARE: z.enum(["on", "off"]).default("off"),
  /** The one public address of the app: QStash calls it and signatures are checked against it. */
  BASE_URL: origin,
  QSTASH_URL: origin.default("https://qstash.upstash.io"),
  QSTASH_TOKEN: z.string().min(1),
  QSTASH_CURRENT_SIGNING_KEY: z.string().min(1),
  QSTASH_NEXT_SIGNING_KEY: z.string().min(1),
  /** Longest delay the QStash plan accepts, in seconds; a job due later is held back until it fits. */
  QSTASH_MAX_DELAY: z.coerce.number().int().min(60).default(SIX_DAYS_SECONDS),
  /** Most retries the QStash plan accepts for one message; a job with more gets a new message for the rest. */
  QSTASH_MAX_RETRIES: z.coerce.number().int().min(0).max(1000).default(100),
  RESEND_API_KEY: z.string().min(1),
  /** Sender, as in `Acme <mail@acme.example>`. */
  RESEND_FROM: z.string().min(3),
  RESEND_BASE_URL: origin.optional(),
  /** Encrypts the secrets of payloads on their rows; without it they are stored as they are. */
  PAYLOAD_KEYS: payloadKeys.default([]),
  BETTER_AUTH_SECRET: z.string().min(1),
  /** Keeps environments that share a QStash account apart: part of every message and schedule id. */
  JOBS_ENVIRONMENT: z
    .string()
    .regex(/^[a-z0-9]{1,16}$/, "must be 1 to 16 lower-case letters or digits")
    .optional(),
  /** Raised by one after restoring a backup, so that messages from before it are told apart. */
  JOBS_EPOCH: z.coerce.number().int().min(1).default(1),
  /** How long runs may go on by themselves after SIGTERM, in seconds; then they give their jobs back. */
  JOBS_DRAIN_SECONDS: z.coerce.number().min(0).max(300).default(8),
  /** Requests to start jobs that one person and their API keys may make in a minute; 0 for any number. */
  API_RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(120),
  /** Open jobs that one organization may have, of all types together. No limit when it is not set. */
  JOBS_OPEN_PER_ORGANIZATION: z.coerce.number().int().min(1).max(100_000).optional(),
  /** Schedules that one organization may have made at run time. */
  JOBS_SCHEDULES_PER_ORGANIZATION: z.coerce.number().int().min(0).max(10_000).default(20),
  /** How long ended jobs stay, in days; of `failed`, those that timed out too. */
  JOBS_KEEP_COMPLETED_DAYS: days.default(30),
  JOBS_KEEP_FAILED_DAYS: days.default(90),
  JOBS_KEEP_CANCELLED_DAYS: days.default(30),
  /** Most ended jobs of each status that stay, however young. No limit when it is not set. */
  JOBS_KEEP_MAX: z.coerce.number().int().min(1000).max(100_000_000).optional(),
  /** How long it stays known who did what to jobs, in days. */
  JOBS_KEEP_AUDIT_DAYS: days.default(365),
  /** How long metrics by the hour stay, in days; by the minute it is 48 hours. */
  JOBS_KEEP_METRICS_DAYS: days.default(90),
  /** Who has it may read `/api/metrics` and the details of `/api/health`. Without it there are none. */
  METRICS_TOKEN: z.string().min(1).optional(),
  /** Who gets a mail when an alert fires and when it is over: addresses with commas between them, at most 20. */
  ALERT_EMAIL_TO: z
    .string()
    .default("")
    .transform((list) => list.split(",").map((address) => address.trim()))
    .transform((addresses) => addresses.filter((address) => address !== ""))
    .pipe(z.array(z.email("must be mail addresses with commas between them")).max(20)),
  /** A program that is told of alerts, as Standard Webhooks has it. */
  ALERT_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .refine(
      hasNoCredentials,
      "must have no user name and password: fetch refuses them, and its error quotes them",
    )
    .optional(),
  /** What it checks the signature with: `whsec_` and base64 of 24 bytes or more. */
  ALERT_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "must be whsec_ and base64 of 24 bytes or more")
    .optional(),
  /** Where files are kept: a folder of this machine, or a store that speaks S3. */
  STORAGE_DRIVER: z.enum(["local", "s3"]).default("local"),
  /** The folder, for `local`. */
  STORAGE_DIR: z.string().min(1).default(".data/storage"),
  /** For `s3`: where the store answers, such as `https://<account>.r2.cloudflarestorage.com`. */
  S3_ENDPOINT: origin.optional(),
  S3_REGION: z.string().min(1).default("auto"),
  S3_BUCKET: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must be a bucket's name: 3 to 63 lower-case letters, digits, dots, -",
    )
    .optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** `path`: the bucket is the first part of the path, which any store understands; `host`: it is part of the host. */
  S3_ADDRESSING: z.enum(["path", "host"]).default("path"),
  /** `staged` for a store that wants all parts of a file of one size; the default for R2, elsewhere it is `native`. */
  S3_UPLOADS: z.enum(["native", "staged"]).optional(),
  /** Where temporary files may lie; `cleanup-old-data` removes the old ones, so nothing else may be kept there. */
  TEMP_DIR: z.string().min(1).default(".data/tmp"),
  /** How long exports and reports can be downloaded, in days. */
  ARTIFACTS_KEEP_DAYS: z.coerce.number().int().min(1).max(365).default(7),
  /** Domains to which reports may be mailed beside members: names with commas between them, lower case. */
  REPORT_RECIPIENT_DOMAINS: z
    .string()
    .default("")
    .transform((list) => list.split(",").map((domain) => domain.trim()))
    .transform((domains) => domains.filter((domain) => domain !== ""))
    .pipe(z.array(z.hostname("must be domains with commas between them").lowercase()).max(50)),
  /** Check what Stripe and Resend send to `/api/webhooks/…`: one secret each, or two while one is replaced. */
  STRIPE_WEBHOOK_SECRETS: stripeSecrets,
  RESEND_WEBHOOK_SECRETS: standardSecrets,
  /** The same for sources of our own, by name. */
  WEBHOOK_SECRETS: namedSecrets,
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).optional(),
});

export type Env = z.output<typeof variables> & { JOBS_ENVIRONMENT: string };

let checked: Env | undefined;

/**
 * The checked environment, read once per process. In production the rules of `production.ts` hold too,
 * so no route works around a configuration that would be refused at boot.
 *
 * @throws {EnvironmentError} naming every wrong variable at once.
 */
export function env(): Env {
  checked ??= parseEnvironment(process.env);
  return checked;
}

/** Checks any set of variables; `env()` for the process's own. @throws {EnvironmentError} */
export function parseEnvironment(source: NodeJS.ProcessEnv): Env {
  const given = withoutEmpty(source);
  const parsed = variables.safeParse(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => asProblem(issue, given))),
    ...unsignedAlerts(given),
    ...storageProblems(given),
    ...(given.NODE_ENV === "production" ? productionProblems(given) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems);
  return { ...parsed.data, JOBS_ENVIRONMENT: parsed.data.JOBS_ENVIRONMENT ?? defaultEnvironment(given) };
}

/** Nobody could tell who sent them. */
function unsignedAlerts(given: Record<string, string | undefined>): EnvironmentProblem[] {
  if (given.ALERT_WEBHOOK_URL === undefined || given.ALERT_WEBHOOK_SECRET !== undefined) return [];
  return [{ variable: "ALERT_WEBHOOK_SECRET", problem: "must be set together with ALERT_WEBHOOK_URL" }];
}

/** `VAR=` in a file means "not set", as everywhere else in the ecosystem. */
function withoutEmpty(source: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  return { BASE_URL: platformUrl(given), ...given };
}

/** On Vercel the address is known: the production domain, or the preview's own. */
function platformUrl(given: Record<string, string | undefined>): string | undefined {
  const host = given.VERCEL_ENV === "production" ? given.VERCEL_PROJECT_PRODUCTION_URL : given.VERCEL_URL;
  return host === undefined ? undefined : `https://${host}`;
}

function asProblem(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): EnvironmentProblem {
  const variable = String(issue.path[0]);
  return { variable, problem: given[variable] === undefined ? "is not set" : issue.message };
}

function defaultEnvironment(given: Record<string, string | undefined>): string {
  return given.VERCEL_ENV ?? given.NODE_ENV ?? "development";
}
