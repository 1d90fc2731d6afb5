import { defineCommand } from "citty";
import { type Counterexample, explore } from "./explore";
import { SCENES } from "./scenes";
import { VARIANTS } from "./variants";

/** Every state of the small scenes; then the variants, each of which must break. */
export default defineCommand({
  meta: { name: "check", description: "Goes through every state of the transition table in small worlds." },
  args: {
    states: {
      type: "string",
      description: "stop after so many states of each scene; without it, all of them must hold",
    },
    json: { type: "boolean", description: "the last line is one JSON object", default: false },
  },
  run({ args }) {
    const limit = limitOf(args.states);
    const scenes = Object.values(SCENES).map((scene) => checkScene(scene, limit));
    const variants = Object.entries(VARIANTS).map((entry) => checkVariant(entry, limit));
    const sum = (what: "states" | "transitions" | "violations" | "stuck") =>
      scenes.reduce((total, each) => total + each[what], 0);
    const whole = scenes.every(({ isWhole }) => isWhole);
    const isAsFarAsAsked = whole || args.states !== undefined;
    const holds = sum("violations") + sum("stuck") === 0 && variants.every(({ isBroken }) => isBroken);
    const ok = holds && isAsFarAsAsked;
    const tally = {
      ok,
      states: sum("states"),
      transitions: sum("transitions"),
      violations: sum("violations"),
      stuck: sum("stuck"),
      whole,
      variantsBroken: variants.filter(({ isBroken }) => isBroken).length,
      variants: variants.length,
    };
    console.log(args.json ? JSON.stringify(tally) : ok ? "All of it holds." : "It does not hold.");
    if (!ok) process.exitCode = 1;
  },
});

function limitOf(states: string | undefined): number {
  if (states === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(states);
  if (!Number.isInteger(limit) || limit < 1)
    throw new Error(`--states is a number of states of at least 1, got "${states}".`);
  return limit;
}

function checkScene(scene: (typeof SCENES)[keyof typeof SCENES], limit: number) {
  const began = performance.now();
  const { states, transitions, isWhole, violation, stuck, stuckAt } = explore({ scene, changes: {} }, limit);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${scene.name}: ${states} states, ${transitions} transitions, ${stuck} stuck, ${seconds} s${isWhole ? "" : " (not all)"}`,
  );
  show(violation ?? stuckAt);
  return { states, transitions, isWhole, violations: violation === null ? 0 : 1, stuck };
}

function checkVariant([name, variant]: [string, (typeof VARIANTS)[keyof typeof VARIANTS]], limit: number) {
  const found = explore({ scene: SCENES[variant.scene], changes: variant.changes }, limit);
  const counterexample = found.violation ?? found.stuckAt;
  console.log(`\nWith ${name}:`);
  show(counterexample);
  return { isBroken: counterexample?.broken === variant.breaks };
}

function show(counterexample: Counterexample | null): void {
  if (counterexample === null) return;
  for (const [index, step] of counterexample.steps.entries()) console.log(`  ${index + 1}. ${step}`);
  console.log(`  → ${counterexample.broken}`);
}
