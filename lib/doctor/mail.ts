import type { Env } from "@/lib/env/env";
import { isLoopback } from "@/lib/env/loopback";
import { type Finding, failure, ok, warning } from "./finding";

/** Whether key and sender look like those of Resend. Nothing is sent, and nobody is asked: a key may only send. */
export function checkMail({ RESEND_API_KEY, RESEND_FROM, RESEND_BASE_URL }: Mail): Finding {
  if (RESEND_BASE_URL !== undefined && isLoopback(RESEND_BASE_URL))
    return ok("mail", `mail goes to the mailbox at ${RESEND_BASE_URL}`);
  if (!/^re_\w{8,}$/.test(RESEND_API_KEY))
    return failure(
      "mail",
      "RESEND_API_KEY is no key of Resend",
      "set it to one such as re_…, without quotes around it",
    );
  const domain = /@(?<domain>[^\s@>]+)>?\s*$/.exec(RESEND_FROM)?.groups?.domain;
  if (domain === undefined)
    return failure("mail", "RESEND_FROM has no address", 'set it to one such as "Acme <mail@acme.example>"');
  if (domain === "resend.dev")
    return warning(
      "mail",
      "resend.dev sends to its account's owner only",
      "set RESEND_FROM to a domain of yours",
    );
  return ok("mail", `mail comes from ${domain}; the key looks like one of Resend`);
}

type Mail = Pick<Env, "RESEND_API_KEY" | "RESEND_FROM" | "RESEND_BASE_URL">;
