import { defineCommand, runMain } from "citty";
import { fuzz } from "./campaign";

const command = defineCommand({
  meta: {
    name: "fuzz",
    description: "Sends random HTTP to a local QStash server of its own and looks how it takes it.",
  },
  args: {
    runs: { type: "string", default: "20000", description: "How many requests at least" },
    seed: {
      type: "string",
      default: String(Date.now() % 1_000_000),
      description: "The same seed sends the same",
    },
  },
  async run({ args }) {
    const [runs, seed] = [readWholeNumber("runs", args.runs), readWholeNumber("seed", args.seed)];
    console.log(`fuzzing with --seed ${seed}`);
    const start = Date.now();
    const sent = await fuzz({ runs, seed });
    console.log(
      `${sent} requests in ${Math.round((Date.now() - start) / 1000)} s: nothing to complain about`,
    );
  },
});

void runMain(command);

function readWholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`invalid --${name} "${text}": expected a whole number`);
  return process.exit(1);
}
