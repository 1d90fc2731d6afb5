import { Writable } from "node:stream";
import { vi } from "vitest";
import winston from "winston";
import { logger } from "@/lib/logger/logger";

/** From now on every line that the process logs, of any level, as JSON. */
export function logLines(): string[] {
  vi.stubEnv("LOG_LEVEL", "debug");
  vi.stubEnv("LOG_FORMAT", "json");
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  logger().clear().add(new winston.transports.Stream({ stream }));
  return lines;
}
