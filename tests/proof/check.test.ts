import { describe, expect, it } from "vitest";
import { explore } from "@/scripts/proof/check/explore";
import { SCENES } from "@/scripts/proof/check/scenes";
import { VARIANTS } from "@/scripts/proof/check/variants";

/** Of each world, the nearest ones; `pnpm proof check` goes through all of them. */
const STATES = 10_000;

/** Two seconds of computing; a machine with much else to do may take its time. */
const PATIENT = { timeout: 180_000 };

describe("the transition table, in every order of events, deaths, lost answers and duplicates,", () => {
  it.each(Object.values(SCENES).map((scene) => [scene.name, scene] as const))(
    "breaks no law and can always come to its end: %s",
    PATIENT,
    (_, scene) => {
      const { states, violation, stuck, stuckAt } = explore({ scene, changes: {} }, STATES);
      expect(violation).toBeNull();
      expect(stuckAt).toBeNull();
      expect(stuck).toBe(0);
      expect(states).toBeGreaterThanOrEqual(STATES);
    },
  );
});

describe("a design that differs in one thing is found broken", () => {
  it.each(Object.entries(VARIANTS))("%s", PATIENT, (_, { changes, scene, breaks }) => {
    const { violation, stuckAt } = explore({ scene: SCENES[scene], changes }, STATES);
    const counterexample = violation ?? stuckAt;
    expect(counterexample?.broken).toBe(breaks);
    expect(counterexample?.steps.length).toBeGreaterThan(0);
    expect(counterexample?.steps.length).toBeLessThan(12);
  });
});
