import { answered } from "@/scripts/proof/soak/jobs/answered";
import { deed } from "@/scripts/proof/soak/jobs/deed";
import { deedRequest } from "@/scripts/proof/soak/jobs/deed-request";

export const maxDuration = 60;

/** What people do to jobs. */
export function POST(incoming: Request): Promise<Response> {
  return answered(async () => deed(deedRequest.parse(await incoming.json())));
}
