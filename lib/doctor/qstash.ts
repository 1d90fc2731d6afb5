import { z } from "zod";
import { env } from "@/lib/env/env";
import { callQStash } from "@/lib/qstash/client";
import { type Finding, failure, ok, warning } from "./finding";
import { reasonOf } from "./reason-of";

const signingKeys = z.object({ current: z.string(), next: z.string() });

/** Whether QStash answers with this token, and signs with the keys that are configured. */
export async function checkQStash(): Promise<Finding[]> {
  const { QSTASH_URL } = env();
  try {
    const answer = await callQStash(
      (client) => client.http.request({ path: ["v2", "keys"], method: "GET" }),
      5,
    );
    return [ok("qstash", `${QSTASH_URL} answers and knows the token`), compare(signingKeys.parse(answer))];
  } catch (error) {
    const { status } = z.object({ status: z.number() }).safeParse(error).data ?? {};
    if (status === 401 || status === 403)
      return [
        failure(
          "qstash",
          `${QSTASH_URL} does not know the token`,
          "set QSTASH_TOKEN to that of the account and region QSTASH_URL belongs to, without quotes around it",
        ),
      ];
    const fix = "check QSTASH_URL and the network; status.upstash.com tells of outages";
    return [failure("qstash", `${QSTASH_URL} does not answer: ${reasonOf(error)}`, fix)];
  }
}

/** No key is told. */
function compare({ current, next }: z.output<typeof signingKeys>): Finding {
  const { QSTASH_CURRENT_SIGNING_KEY: ours, QSTASH_NEXT_SIGNING_KEY: oursNext } = env();
  if (current === ours && next === oursNext)
    return ok("signing-keys", "both are those that QStash signs with");
  if (current === ours || current === oursNext)
    return warning(
      "signing-keys",
      "the keys were rotated: one that is configured is not QStash's any more",
      FIX,
    );
  return failure("signing-keys", "QStash signs with another key: every delivery is refused", FIX);
}

const FIX = "set QSTASH_CURRENT_SIGNING_KEY and QSTASH_NEXT_SIGNING_KEY to those of the console, and deploy";
