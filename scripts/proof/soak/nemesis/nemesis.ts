import { setTimeout as wait } from "node:timers/promises";
import { untilDone } from "@/scripts/proof/soak/client/until-done";
import type { Program } from "@/scripts/proof/soak/stack/program";
import type { Stack } from "@/scripts/proof/soak/stack/stack";
import type { Deed, DeedName } from "./schedule";

const STORM_MS = 3000;

/** The provider as it is all the time, and as it is in a storm. */
const USUAL_LOSS = { busy: 0.03, error: 0.03, slow: 0.03, drop: 0.03, late: 0.03 };
const STORM_LOSS = { busy: 0.2, error: 0.2, slow: 0.1, drop: 0.2, late: 0.1 };

/** What the nemesis did. */
export type Deeds = {
  counts: Partial<Record<DeedName, number>>;
  /** When it broke off what was running, by the system's clock, in milliseconds. */
  killedAt: number[];
  /** What did not go as it should. */
  problems: string[];
};

/**
 * Does each deed at its time. Deeds that take longer than the pause between them overlap, on different parts; a part
 * that is down is left alone.
 */
export async function haunt(stack: Stack, plan: readonly Deed[], deeds: Deeds): Promise<void> {
  const startedAt = performance.now();
  const busy = new Set<string>();
  const running: Promise<void>[] = [];
  await stack.provider.lose(USUAL_LOSS);
  for (const { atMs, name } of plan) {
    await wait(Math.max(0, atMs - (performance.now() - startedAt)));
    const part = name.replace(/^(kill|stop|restart)-/, "");
    if (busy.has(part)) continue;
    busy.add(part);
    deeds.counts[name] = (deeds.counts[name] ?? 0) + 1;
    running.push(
      act(stack, name, deeds)
        .catch((error: unknown) => void deeds.problems.push(`${name}: ${String(error)}`))
        .finally(() => busy.delete(part)),
    );
  }
  await Promise.all(running);
}

async function act(stack: Stack, name: DeedName, deeds: Deeds): Promise<void> {
  switch (name) {
    case "kill-app-1":
    case "kill-app-2":
      deeds.killedAt.push(Date.now());
      return again(appOf(stack, name), "SIGKILL", deeds);
    case "stop-app-1":
    case "stop-app-2":
      return again(appOf(stack, name), "SIGTERM", deeds);
    case "restart-postgres":
      deeds.killedAt.push(Date.now());
      return stack.postgres.restart("immediate");
    case "kill-qstash":
      return stack.qstash.crash();
    case "rotate-keys":
      return untilDone(() => stack.rotateKeys());
    case "provider-storm":
      await stack.provider.lose(STORM_LOSS);
      await wait(STORM_MS);
      await stack.provider.lose(USUAL_LOSS);
  }
}

function appOf({ apps }: Stack, name: DeedName): Program {
  const app = apps.find((candidate) => name.endsWith(candidate.name));
  if (app === undefined) throw new Error(`There is no program for ${name}.`);
  return app;
}

async function again(app: Program, signal: "SIGKILL" | "SIGTERM", deeds: Deeds): Promise<void> {
  if (!(await app.end(signal))) deeds.problems.push(`${app.name} did not end within 30 s of ${signal}`);
  await app.start();
}
