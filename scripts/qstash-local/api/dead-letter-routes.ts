import type { DeadLetter } from "../engine/dead-letters";
import { headerObject } from "../http/header-map";
import { badRequest, notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { readCount, readMessageFilter } from "./message-filter";
import { messageView, textOrBase64 } from "./message-view";
import { readPublishOptions, respecified } from "./publish-options";

/** Look at, delete and retry dead letters. Source: protocol §2.9. */
export const deadLetterRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/dlq", handle: listLetters },
  { method: "GET", pattern: "/v2/dlq/:id", handle: (call) => ok(letterView(letterOf(call))) },
  { method: "DELETE", pattern: "/v2/dlq/:id", handle: deleteLetter },
  {
    method: "POST",
    pattern: "/v2/dlq/retry/:id",
    handle: (call) => ({ status: 201, body: retry(call, letterOf(call)) }),
  },
  { method: "DELETE", pattern: "/v2/dlq", handle: deleteNamed },
  { method: "POST", pattern: "/v2/dlq/retry", handle: retryNamed },
];

function listLetters({ tenant, query }: ApiCall): Reply {
  const isWanted = readMessageFilter(query);
  const after = query.get("cursor");
  const entries = tenant.account.deadLetters.entries().filter((letter) => isWanted(letter.message));
  const found = after ? entries.filter((letter) => isAfter(letter.dlqId, after)) : entries;
  const page = found.slice(0, readCount(query));
  return ok({
    messages: page.map(letterView),
    cursor: found.length > page.length ? page.at(-1)?.dlqId : undefined,
  });
}

function isAfter(dlqId: string, cursor: string): boolean {
  const [[time = 0, sequence = 0], [cursorTime = 0, cursorSequence = 0]] = [
    numbersOf(dlqId),
    numbersOf(cursor),
  ];
  return time === cursorTime ? sequence > cursorSequence : time > cursorTime;
}

function numbersOf(dlqId: string): number[] {
  if (!/^\d+-\d+$/.test(dlqId))
    throw badRequest(`invalid cursor "${dlqId}": pass the one of the page before`);
  return dlqId.split("-").map(Number);
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
  throw notFound(`dead letter ${params["id"]} not found: it is unknown, deleted or already retried`);
}

function deleteLetter(call: ApiCall & { params: Params }): Reply {
  call.tenant.account.deadLetters.delete(letterOf(call).dlqId);
  return ok({ deleted: 1 });
}

/** Makes a new message of it, with a new id and a fresh budget; options of this request replace the stored ones. */
function retry({ tenant, headers }: ApiCall, letter: DeadLetter): { messageId: string } {
  const spec = respecified(letter.message.spec, readPublishOptions(headers));
  const message = tenant.engine.accept(spec, { scheduleId: letter.message.scheduleId });
  tenant.account.deadLetters.delete(letter.dlqId);
  return { messageId: message.id };
}

function deleteNamed(call: ApiCall): Reply {
  const letters = namedLetters(call);
  for (const letter of letters) call.tenant.account.deadLetters.delete(letter.dlqId);
  return ok({ deleted: letters.length });
}

function retryNamed(call: ApiCall): Reply {
  return { status: 201, body: { responses: namedLetters(call).map((letter) => retry(call, letter)) } };
}

/** The entries of `dlqIds` that exist. Anything else would be a filter that we overlook, so it is refused. */
function namedLetters({ tenant, query }: ApiCall): DeadLetter[] {
  const ids = query.getAll("dlqIds").flatMap((value) => value.split(","));
  if (ids.length === 0)
    throw badRequest("dlqIds: name at least one dead letter; filters are not supported here");
  return [...new Set(ids)].flatMap((id) => tenant.account.deadLetters.get(id) ?? []);
}
