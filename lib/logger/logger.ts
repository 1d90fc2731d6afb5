import winston from "winston";
import { redacted } from "./redact";

// Survives hot reloads, which would otherwise stack transports.
const shared = globalThis as typeof globalThis & { jobsLogger?: winston.Logger };

/** The process's one logger. Writes to the console only: on serverless nothing else is flushed in time. */
export function logger(): winston.Logger {
  shared.jobsLogger ??= createLogger();
  return shared.jobsLogger;
}

function createLogger(): winston.Logger {
  // Read here rather than through env(): logging must work while the environment is being refused.
  const { LOG_LEVEL, LOG_FORMAT, NODE_ENV } = process.env;
  const format = LOG_FORMAT || (NODE_ENV === "production" ? "json" : "pretty");
  return winston.createLogger({
    level: LOG_LEVEL || "info",
    silent: LOG_LEVEL === "silent",
    format: winston.format.combine(
      winston.format((entry) => Object.assign(entry, redacted({ ...entry })))(),
      winston.format.timestamp(),
      format === "json" ? winston.format.json() : pretty,
    ),
    transports: [new winston.transports.Console()],
  });
}

const pretty = winston.format.printf(({ timestamp, level, message, ...fields }) => {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${inline(value)}`);
  const time = String(timestamp).slice(11, 23);
  return [time, level.padEnd(5), message, ...rest].join(" ");
});

function inline(value: unknown): string {
  return typeof value === "string"
    ? value
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
