import { answered } from "@/scripts/proof/soak/jobs/answered";
import { place } from "@/scripts/proof/soak/jobs/place";
import { request } from "@/scripts/proof/soak/plan/order";

export const maxDuration = 60;

/** Enqueues jobs as any route of an app does: the messages leave after the response. */
export function POST(incoming: Request): Promise<Response> {
  return answered(async () => ({ jobIds: await place(request.parse(await incoming.json())) }));
}
