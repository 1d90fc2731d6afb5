import { env } from "@/lib/env/env";
import type { Actor } from "@/lib/jobs/actor";

/** A fault strikes everybody's messages: on a developer's machine anybody may choose one, elsewhere only staff. */
export function mayChooseFaults({ staff }: Pick<Actor, "staff">): boolean {
  return staff !== "none" || env().NODE_ENV === "development";
}
