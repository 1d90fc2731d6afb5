import { describe, expect, it } from "vitest";
import { type Source, sources } from "./sources";

type Rule = {
  rule: string;
  /** Whatever matches breaks the rule. */
  never: RegExp;
  among: string[];
  /** Where it is allowed. */
  except?: RegExp;
  instead: string;
  /** Breaks the rule: shows that the pattern would find it. */
  example: string;
};

const RULES: Rule[] = [
  {
    rule: "only the transitions write a row of job_executions",
    never:
      /\b(update(\s+only)?|insert\s+into|delete\s+from|merge\s+into)\s+"?job_executions\b|\.(update|insert|delete)\(\s*jobExecutions\b/gi,
    among: ["lib", "app", "scripts"],
    // Travelling in tests shifts times, and tests reset what they left. Proofs and benchmarks plant, force and age rows, as tests do.
    except:
      /^(lib\/jobs\/transitions|scripts\/(proof|bench))\/|^lib\/jobs\/testing\/(travel|reset-jobs)\.ts$/,
    instead: "write a transition below lib/jobs/transitions, as one guarded statement, and call that",
    example: "sql`update job_executions set status = 'failed'`",
  },
  {
    rule: "only lib/db names a database driver",
    never:
      /from "(postgres|pg|pg-native|@neondatabase\/serverless|@vercel\/postgres|drizzle-orm\/(postgres-js|node-postgres|neon|vercel-postgres)[^"]*)"/g,
    among: ["lib", "app"],
    except: /^lib\/db\/(client|migrate|prepared)\.ts$/,
    instead: "take database() or connect() from @/lib/db/client: the engine must run on any Drizzle database",
    example: 'import postgres from "postgres"',
  },
  {
    rule: "only tests import the test verbs",
    never: /from "@\/lib\/jobs\/testing\/[^"]*"|from "\.\/testing\/[^"]*"|import\("[^"]*\/testing\/[^"]*"\)/g,
    among: ["lib", "app"],
    except: /\.test\.tsx?$/,
    instead: "keep them out of the app's bundles: they change times and empty tables",
    example: 'import { travel } from "@/lib/jobs/testing/travel"',
  },
  {
    rule: "no value is of type any",
    never: /(:\s*|\bas\s+|<|,\s*)any\b(?=\s*[;,)>=[\]{}|&]|$)/gm,
    among: ["lib", "app", "scripts"],
    instead: "take unknown and parse it with zod",
    example: "const answer: any = await response.json()",
  },
  {
    rule: "nothing is left to do",
    never: /\b(TODO|FIXME|XXX)\b|not implemented/g,
    among: ["lib", "app", "scripts"],
    instead: "do it, or open an issue",
    example: "// TODO: retry",
  },
  {
    rule: "no test replaces a module",
    never: /\b(vi|vitest)\s*\.\s*(mock|doMock|hoisted)\(|\bjest\.mock\(/g,
    among: ["lib", "app", "scripts", "tests"],
    instead: "use the real thing: testDatabase(), startQStashLocal(), startResendLocal()",
    example: 'vi.mock("@upstash/qstash")',
  },
];

describe("the house", () => {
  for (const { rule, never, among, except, instead, example } of RULES) {
    it(rule, () => {
      const files = sources(...among).filter(({ path }) => !except?.test(path) && !isThis(path));
      expect(files.length).toBeGreaterThan(10);
      expect(files.flatMap((file) => breaches(file, never, instead))).toEqual([]);
    });

    it(`a breach is found and told what to do instead: ${rule}`, () => {
      expect(breaches({ path: "lib/new.ts", text: `\n${example}` }, never, instead)).toEqual([
        expect.stringMatching(/^lib\/new\.ts:2: .+: instead, /),
      ]);
    });
  }
});

/** The examples above break the rules. */
function isThis(path: string): boolean {
  return path.startsWith("tests/architecture/");
}

function breaches({ path, text }: Source, never: RegExp, instead: string): string[] {
  return [...text.matchAll(never)].map(({ 0: found, index }) => {
    const line = text.slice(0, index).split("\n").length;
    return `${path}:${line}: ${found.replace(/\s+/g, " ")}: instead, ${instead}`;
  });
}
