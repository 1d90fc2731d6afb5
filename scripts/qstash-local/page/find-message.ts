import type { Message } from "../engine/message";
import { notFound } from "../http/http-error";
import type { ScreenCall } from "./page-call";

/** A message that is remembered, be it only by its dead letter. @throws {HttpError} 404 */
export function messageOf({ tenant, params }: ScreenCall): Message {
  const id = params["id"] ?? "";
  const { messages, deadLetters } = tenant.account;
  const message =
    messages.find(id) ?? [...deadLetters.entries()].find((letter) => letter.message.id === id)?.message;
  if (message) return message;
  throw notFound(
    `Message ${id} is not known to this account. It may be long finished and forgotten, or from before the server was started.`,
  );
}
