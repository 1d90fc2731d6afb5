"use client";

import { useActionState } from "react";
import useSWR from "swr";
import { buttonStyle } from "@/app/_components/button-style";
import type { FaultState } from "@/lib/playground/faults";
import { chooseFaultFor, faultNow } from "./fault-actions";
import { FAULTS } from "./fault-words";

const COUNT_MS = 2_000;

type FaultSwitchProps = { initial: FaultState; messagesUrl: string };

/** Chooses what the local QStash does wrong. Each choice is a button of a form, so it works without JavaScript too. */
export function FaultSwitch({ initial, messagesUrl }: FaultSwitchProps) {
  const [chosen, choose, isPending] = useActionState(chooseFaultFor, initial);
  const { data: counted } = useSWR(["fault", chosen?.fault], faultNow, {
    isPaused: () => chosen === null || chosen.fault === "none",
    refreshInterval: COUNT_MS,
  });
  if (chosen === null) return null;
  const { fault } = chosen;
  const strikes = counted?.fault === fault ? counted.strikes : chosen.strikes;
  return (
    <section aria-labelledby="faults" className="grid gap-3 rounded-xl border bg-card p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="faults" className="text-lg font-semibold">
          What goes wrong
        </h2>
        <a href={messagesUrl} className="text-sm font-medium text-primary underline-offset-4 hover:underline">
          See each delivery
        </a>
      </div>
      <form action={choose} className="flex flex-wrap gap-2">
        {FAULTS.map(({ fault: name, label }) => (
          <button
            key={name}
            type="submit"
            name="fault"
            value={name}
            aria-pressed={name === fault}
            aria-disabled={isPending}
            className={buttonStyle(name === fault ? "primary" : "outline", "small")}
          >
            {label}
          </button>
        ))}
      </form>
      <p className="max-w-3xl text-sm text-pretty text-muted-foreground" aria-live="polite">
        {FAULTS.find(({ fault: name }) => name === fault)?.see}
      </p>
      {fault !== "none" && (
        <p className="text-sm font-medium tabular-nums">
          {strikes === 0
            ? "It has struck nothing yet."
            : `It has struck ${strikes === 1 ? "once" : `${strikes} times`} so far.`}
        </p>
      )}
    </section>
  );
}
