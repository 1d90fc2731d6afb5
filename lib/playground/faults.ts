import { z } from "zod";

/** What the local QStash can be told to do wrong, each with its rule (`scripts/qstash-local/docs/faults.md`). */
const RULES = {
  slow: { kind: "late", params: { ms: 5_000 } },
  "500": { kind: "refuse", params: { status: 500 } },
  timeout: { kind: "drop-destination-answer", times: 3 },
  duplicate: { kind: "deliver-twice", params: { copies: 2 } },
  rotation: { kind: "sign", params: { with: "next" } },
} as const;

/** Reports about messages are left alone, and so is what looks after lost ones. */
const MATCH = { callback: false };

/** Nobody waits longer for a server on the same machine. */
const ANSWER_MS = 2_000;

const FAULTS = ["none", "slow", "500", "timeout", "duplicate", "rotation"] as const;

export type Fault = (typeof FAULTS)[number];

/** What is wrong on purpose, and how many messages have met it since it was chosen. */
export type FaultState = { fault: Fault; strikes: number };

/** Whether a text names one. */
export function isFault(name: unknown): name is Fault {
  return FAULTS.some((fault) => fault === name);
}

const list = z.object({ rules: z.array(z.object({ id: z.string(), applied: z.number() })) });

/**
 * What the QStash at this address does wrong for the playground; null when it cannot be told to, such as the official
 * development server, or does not answer.
 */
export async function readFault(qstashUrl: string): Promise<FaultState | null> {
  try {
    const response = await fetch(`${qstashUrl}/_dev/faults`, limited());
    const parsed = list.safeParse(await response.json());
    if (!parsed.success) return null;
    for (const { id, applied } of parsed.data.rules) {
      const fault = id.replace(PREFIX, "");
      if (id.startsWith(PREFIX) && isFault(fault)) return { fault, strikes: applied };
    }
    return { fault: "none", strikes: 0 };
  } catch {
    return null;
  }
}

/**
 * Lets one thing go wrong from now on, in place of the one before; the same again goes on counting.
 *
 * @throws when QStash did not take it.
 */
export async function chooseFault(qstashUrl: string, fault: Fault): Promise<void> {
  if ((await readFault(qstashUrl))?.fault === fault) return;
  for (const name of FAULTS) {
    // 404 for one that is not there.
    await fetch(`${qstashUrl}/_dev/faults/${PREFIX}${name}`, limited({ method: "DELETE" }));
  }
  if (fault === "none") return;
  const rule = { id: PREFIX + fault, match: fault === "500" ? {} : MATCH, ...RULES[fault] };
  const response = await fetch(
    `${qstashUrl}/_dev/faults`,
    limited({ method: "POST", body: JSON.stringify(rule) }),
  );
  if (!response.ok) throw new Error(`The local QStash answered ${response.status}: ${await response.text()}`);
}

const PREFIX = "playground-";

function limited(init: RequestInit = {}): RequestInit {
  return { ...init, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) };
}
