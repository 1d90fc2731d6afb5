import { testOf } from "../engine/criteria";
import type { DeadLetter } from "../engine/dead-letters";
import type { Message } from "../engine/message";
import { headerObject } from "../http/header-map";
import { notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { COMMON_FILTERS, type FilterRules, readCriteria } from "./message-filter";
import { messageView, textOrBase64 } from "./message-view";
import { readNamedIds } from "./named-ids";
import { readCount, readCursor, takePage } from "./page";
import { readPublishOptions, respecified } from "./publish-options";
import { refuseDelay } from "./queue-options";
import { underFaults } from "./under-faults";

/** Look at, delete and retry dead letters. Source: protocol §2.9. */
export const deadLetterRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/dlq", handle: listLetters },
  { method: "GET", pattern: "/v2/dlq/:id", handle: (call) => ok(letterView(letterOf(call))) },
  { method: "DELETE", pattern: "/v2/dlq", handle: deleteMany },
  { method: "DELETE", pattern: "/v2/dlq/:id", handle: deleteOne },
  { method: "POST", pattern: "/v2/dlq/retry", handle: underFaults(messagesOf, retryMany) },
  {
    method: "POST",
    pattern: "/v2/dlq/retry/:id",
    handle: underFaults((call) => [letterOf(call).message], retryOne),
  },
];

async function listLetters(call: ApiCall): Promise<Reply> {
  const { letters, cursor } = await lettersOf(call);
  return ok({ messages: letters.map(letterView), cursor });
}

const RULES: FilterRules = {
  filters: ["messageId", "responseStatus", ...COMMON_FILTERS],
  others: ["dlqIds", "count", "cursor", "order"],
};

/** Which letters a call is about: those it names, else a page of those that fit, oldest first. */
async function lettersOf(call: ApiCall): Promise<{ letters: DeadLetter[]; cursor?: string }> {
  const { deadLetters } = call.tenant.account;
  const isWanted = testOf(readCriteria(call.query, RULES));
  const ids = await readNamedIds(call, "dlqIds");
  if (ids) return { letters: ids.flatMap((id) => deadLetters.get(id) ?? []) };
  const { items, last } = takePage(
    deadLetters.entries(readCursor(call.query)),
    isWanted,
    readCount(call.query),
  );
  return { letters: items, cursor: last?.dlqId };
}

async function messagesOf(call: ApiCall): Promise<Message[]> {
  return (await lettersOf(call)).letters.map(({ message }) => message);
}

function letterView({ dlqId, message, result }: DeadLetter): object {
  return {
    ...messageView(message),
    dlqId,
    responseStatus: result.status,
    responseHeader: headerObject(result.header),
    ...textOrBase64("responseBody", result.body),
  };
}

function letterOf({ tenant, params }: ApiCall & { params: Params }): DeadLetter {
  const letter = tenant.account.deadLetters.get(params["id"] ?? "");
  if (letter) return letter;
  throw notFound(`dead letter ${params["id"]} not found: it is unknown, expired, deleted or already retried`);
}

function deleteOne(call: ApiCall & { params: Params }): Reply {
  call.tenant.account.deadLetters.delete(letterOf(call).dlqId);
  return ok({ deleted: 1 });
}

async function deleteMany(call: ApiCall): Promise<Reply> {
  const { letters, cursor } = await lettersOf(call);
  for (const letter of letters) call.tenant.account.deadLetters.delete(letter.dlqId);
  return ok({ deleted: letters.length, cursor });
}

function retryOne(call: ApiCall & { params: Params }): Reply {
  const [published = {}] = retry(call, [letterOf(call)]);
  return { status: 201, body: published };
}

async function retryMany(call: ApiCall): Promise<Reply> {
  const { letters, cursor } = await lettersOf(call);
  return { status: 201, body: { responses: retry(call, letters), cursor } };
}

/** Makes a new message of each, with a new id and a fresh budget; options of this request replace the stored ones. */
function retry({ tenant, headers }: ApiCall, letters: DeadLetter[]): { messageId: string }[] {
  const options = readPublishOptions(headers);
  if (letters.some(({ message }) => message.spec.queueName !== undefined)) refuseDelay(options);
  const { delayMs, notBefore } = options;
  return letters.map(({ dlqId, message }) => {
    const spec = respecified(message.spec, options);
    const { id } = tenant.engine.accept(spec, { delayMs, notBefore, scheduleId: message.scheduleId });
    tenant.account.deadLetters.delete(dlqId);
    return { messageId: id };
  });
}
