import type { Hit } from "./faults";
import type { Send } from "./faulty-send";

type Twice = Hit<"deliver-twice">;

/** Sends, and plans the deliveries beyond this one: beside it, and after its answer. */
export function withCopies(send: Send, hits: readonly Twice[], redeliverIn: (ms: number) => void): Send {
  const plan = (moment: Twice["rule"]["params"]["when"]) => {
    for (const { when, copies, ms } of hits.map(({ rule }) => rule.params)) {
      if (when !== moment) continue;
      for (let copy = 0; copy < copies; copy += 1) redeliverIn(ms);
    }
  };
  return async (delivery, stop) => {
    plan("concurrent");
    const result = await send(delivery, stop);
    plan("after");
    return result;
  };
}
