import { defineCommand } from "citty";
import { DRIVER_NAMES, DRIVERS } from "./drivers";
import { proveDriver } from "./prove";

/** `pnpm proof driver`: one JSON line for each driver. */
export default defineCommand({
  meta: {
    name: "driver",
    description:
      "Kills connections under the engine's verbs and looks for what hangs, leaks or is half done.",
  },
  args: {
    driver: { type: "enum", options: [...DRIVER_NAMES, "all"], default: "all", description: "which driver" },
    kills: { type: "string", default: "2000", description: "backends to kill, for each driver" },
    seed: { type: "string", default: String(Date.now() % 1_000_000), description: "of the load's choices" },
    json: { type: "boolean", default: false, description: "nothing but the JSON lines" },
  },
  async run({ args }) {
    const note = args.json ? () => undefined : (line: string) => process.stderr.write(`${line}\n`);
    for (const driver of DRIVER_NAMES.filter((name) => args.driver === "all" || args.driver === name)) {
      note(`${driver}: seed ${args.seed}`);
      const options = { kills: Number(args.kills), seed: Number(args.seed), note };
      const outcome = await proveDriver(driver, DRIVERS[driver], options);
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
      if (!outcome.ok) process.exitCode = 1;
    }
  },
});
