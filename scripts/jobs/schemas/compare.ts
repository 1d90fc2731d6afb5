import { type Narrowing, narrowings } from "./narrowings";
import type { Snapshot, TypeSnapshot } from "./snapshot";

/** What a change of a job's schemas means for rows that are stored, and what to do. */
export type Finding = {
  type: string;
  /** `note`: nothing to be mended, but to be known. */
  kind: "breaking" | "note";
  /** What changed, field by field. */
  what: string[];
  advice: string;
};

/** All that stored rows would not survive, and what whoever deploys should know. */
export function findings(before: Snapshot, now: Snapshot): Finding[] {
  return Object.entries(before.types).flatMap(([type, older]) => {
    const newer = now.types[type];
    if (newer !== undefined) return ofType(type, older, newer);
    return now.retired.includes(type) ? [] : [removed(type)];
  });
}

function removed(type: string): Finding {
  return {
    type,
    kind: "breaking",
    what: ["the type is gone"],
    advice:
      `Rows of it may be left. Put retireJob({ type: "${type}", because: "…" }) into the registry's second list, or let ` +
      "another job take it over: replaces: [replaced({ … })].",
  };
}

function ofType(type: string, older: TypeSnapshot, newer: TypeSnapshot): Finding[] {
  const latest = latestOf(newer);
  if (latest < latestOf(older)) return [fell(type, latestOf(older), latest)];
  return [
    ...Object.entries(older.payload).flatMap(([version, schema]) =>
      ofVersion(type, { version: Number(version), latest, before: schema, now: newer.payload[version] }),
    ),
    ...ofResult(type, older, newer),
  ];
}

function latestOf({ payload }: TypeSnapshot): number {
  return Math.max(...Object.keys(payload).map(Number));
}

function fell(type: string, before: number, now: number): Finding {
  return {
    type,
    kind: "breaking",
    what: [`its payload had version ${before} and has version ${now} now`],
    advice: "Versions never fall: rows of the later one would wait for ever. Put its schema back.",
  };
}

type Schema = TypeSnapshot["payload"][string];
type Version = { version: number; latest: number; before: Schema; now: Schema | undefined };

function ofVersion(type: string, { version, latest, before, now }: Version): Finding[] {
  if (now === undefined) {
    const what = [`payload version ${version} is not known any more`];
    return [
      { type, kind: "note", what, advice: "Rows of it that are left will fail with payload-outdated." },
    ];
  }
  const narrowed = narrowings(before, now);
  if (narrowed.length > 0) {
    const what = narrowed.map((one) => sentence(`payload version ${version}`, one));
    return [{ type, kind: "breaking", what, advice: adviceFor(version, latest) }];
  }
  const widened = narrowings(now, before);
  if (widened.length === 0 || version < latest) return [];
  return [
    { type, kind: "note", what: [`payload version ${version} takes more than before`], advice: ROLLING },
  ];
}

const ROLLING =
  "Instances of the deploy before refuse what they do not know. Use it with the next deploy, or make it a version: " +
  "versions(before).upcast(now, (older) => older).";

function adviceFor(version: number, latest: number): string {
  if (version < latest)
    return `Rows of version ${version} were written with the schema as it was: put it back, and change the last one only.`;
  return (
    `Stored payloads would fail. Make it version ${version + 1}: versions(<the schema before>).upcast(<the schema now>, ` +
    "(older) => …); or let the field be left out."
  );
}

function ofResult(type: string, older: TypeSnapshot, newer: TypeSnapshot): Finding[] {
  if (older.result === undefined || newer.result === undefined) return [];
  const narrowed = narrowings(older.result, newer.result);
  if (narrowed.length === 0) return [];
  return [
    {
      type,
      kind: "breaking",
      what: narrowed.map((one) => sentence("result", one)),
      advice:
        "Whoever reads a stored result trusts its schema, and results have no versions: let the new field be left out, " +
        "keep the old one, or give the job another type.",
    },
  ];
}

function sentence(where: string, { path, says }: Narrowing): string {
  return `${where}: ${path === "" ? "it" : path.slice(1).replaceAll("/", ".")} ${says}`;
}
