import { z } from "zod";
import type { Subject } from "../faults/subject";
import { fromPairs } from "../http/header-map";
import { parseJson } from "../http/request-body";
import { limits } from "../limits";
import type { ApiCall } from "./api-call";
import { readLabels } from "./publish-options";

const item = z.object({
  destination: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  queue: z.string().optional(),
});

/** What a batch wants to publish, as fault rules see it. What cannot be read is about nothing. */
export async function batchSubjects(call: ApiCall): Promise<Subject[]> {
  const items = parseJson(await call.body(limits.batchBytes));
  return [items].flat().flatMap((one) => {
    const { success, data } = item.safeParse(one);
    return success ? [subjectFrom(data)] : [];
  });
}

function subjectFrom({ destination, headers, queue }: z.output<typeof item>): Subject {
  const named = fromPairs(Object.entries(headers), (name) => name.toLowerCase());
  return { spec: { url: destination, labels: readLabels(named) ?? [], queueName: queue } };
}
