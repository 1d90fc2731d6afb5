import parse from "parse-prometheus-text-format";
import { z } from "zod";

const others = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    metrics: z.array(
      z.object({ labels: z.record(z.string(), z.string()).default({}), value: z.coerce.number().optional() }),
    ),
  }),
);

type Sample = { name: string; labels: Record<string, string>; value: number };
export type ParsedFamily = { name: string; type: string; samples: Sample[] };

/**
 * Prometheus' text format 0.0.4, read twice: strictly by its grammar, and by somebody else's parser, which must find
 * the same. (That one does not know labels of histograms.)
 *
 * @throws for a line or an order that the format does not allow.
 */
export function parsePrometheus(text: string): Map<string, ParsedFamily> {
  const strict = parseStrictly(text);
  for (const { name, type, metrics } of others.parse(parse(text))) {
    const family = strict.get(name);
    const found = { type: type.toLowerCase(), count: metrics.length };
    const isSame =
      family?.type === found.type &&
      (type === "HISTOGRAM" ||
        JSON.stringify(family.samples.map(plain)) === JSON.stringify(metrics.map(plain)));
    if (!isSame) throw new Error(`The parsers differ in ${name}.`);
  }
  return strict;
}

function plain({ labels, value }: { labels: Record<string, string>; value?: number }) {
  return [Object.entries(labels), value];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"';
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|NaN)$`,
);

function parseStrictly(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith("\n")) throw new Error("The last line must end with a line feed.");
  const families = new Map<string, ParsedFamily>();
  let help = "";
  let current: ParsedFamily = { name: "", type: "", samples: [] };
  for (const line of text.slice(0, -1).split("\n")) {
    const [, kind, name = "", rest = ""] = HEAD.exec(line) ?? [];
    if (kind === "HELP") help = name;
    else if (kind === "TYPE") {
      if (help !== name || families.has(name)) throw new Error(`Out of order: ${line}`);
      current = { name, type: rest, samples: [] };
      families.set(name, current);
    } else current.samples.push(sampleOf(line, current));
  }
  return families;
}

function sampleOf(line: string, { name: family, type }: ParsedFamily): Sample {
  const found = SAMPLE.exec(line);
  const [name = "", labels = ""] = found?.slice(1) ?? [];
  const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
  if (found === null || !suffixes.some((suffix) => name === family + suffix))
    throw new Error(`No sample of ${family}: ${line}`);
  const pairs = [...labels.matchAll(new RegExp(LABEL, "g"))].map(([, label = "", value = ""]) => [
    label,
    value,
  ]);
  return { name, labels: Object.fromEntries(pairs), value: Number(found.at(-1)) };
}
