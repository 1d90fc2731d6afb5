import type { PublishScheduled } from "../engine/tenant";
import { HttpError } from "../http/http-error";
import { publish } from "./publish";

/** Publishes what a schedule asks for, as if it had been asked for now. */
export const publishScheduled: PublishScheduled = (publisher, { id, request }) => {
  const { destination } = request;
  if (!destination.includes("://") && !publisher.account.urlGroups.get(destination))
    throw new HttpError(
      404,
      `URL group ${destination} not found: it was deleted after the schedule was made`,
    );
  const published = [publish({ ...publisher, scheduleId: id }, request)].flat();
  return published.filter(({ deduplicated }) => !deduplicated).map(({ messageId }) => messageId);
};
