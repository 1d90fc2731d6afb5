import { setTimeout as wait } from "node:timers/promises";
import type { Subject } from "../faults/subject";
import { ConnectionLost } from "../http/connection-lost";
import { HttpError } from "../http/http-error";
import { ok, type Reply } from "../http/router";
import type { ApiCall } from "./api-call";
import { withinLimits } from "./rate-limits";

type Handle<Call> = (call: Call) => Reply | Promise<Reply>;

/**
 * A route that accepts messages, with whatever fault rules do to its requests.
 *
 * @param subjectsOf what a request is about to publish; asked only when a rule wants to know.
 */
export function underFaults<Call extends ApiCall>(
  subjectsOf: (call: Call) => Subject[] | Promise<Subject[]>,
  handle: Handle<Call>,
): Handle<Call> {
  return async (call) => {
    const faults = call.tenant.account.faults.publish;
    if (!faults.arePossible()) return await handle(call);
    const subjects = await subjectsOf(call);
    const instead = faults.before(subjects);
    if (instead === "reset") throw new ConnectionLost();
    if (instead !== undefined) return await refusal(instead, call);
    const reply = await handle(call);
    const { slowMs, isDropped } = faults.after(subjects);
    if (slowMs > 0) await wait(slowMs, undefined, { ref: false });
    if (isDropped) throw new ConnectionLost();
    return reply;
  };
}

async function refusal(status: 401 | 429 | 500, { target, tenant }: ApiCall): Promise<Reply> {
  if (status === 401) throw new HttpError(status, "unable to authenticate: invalid token");
  if (status === 500) throw new HttpError(status, "internal error: fault on demand");
  return await withinLimits(NOTHING_LEFT, { tenant, pattern: target.path }, () => ok());
}

const NOTHING_LEFT = { burstLimit: 0, dailyLimit: 0 };
