import type { EndedJob } from "@/lib/jobs/relatives";
import type { EmailPayloadOf } from "./jobs";

const REASON_CHARS_MAX = 300;

/** The mail about a failed job with the error of that job, in one line, unless it brings its own. */
export function withReason(
  payload: EmailPayloadOf<"jobFailed">,
  cause: Pick<EndedJob, "error"> | null,
): EmailPayloadOf<"jobFailed"> {
  const reason = payload.data.reason ?? lineOf(cause?.error?.message ?? "");
  return { ...payload, data: { ...payload.data, ...(reason === "" ? {} : { reason }) } };
}

function lineOf(message: string): string {
  const line = message.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length > REASON_CHARS_MAX ? `${line.slice(0, REASON_CHARS_MAX).toWellFormed()}…` : line;
}
