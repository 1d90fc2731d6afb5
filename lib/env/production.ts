import { createHash } from "node:crypto";
import type { EnvironmentProblem } from "./environment-error";
import { isLoopback } from "./loopback";

/**
 * SHA-256 of the tokens and signing keys that QStash's development server publishes for its four test
 * users. Anybody can sign with them, so production refuses them; hashes keep the values out of bundles.
 */
const PUBLISHED_SECRETS = new Set<string>([
  "86021db6fc0f81d1926d95c9bc8fe0c3a14187a32221c66acdaaafa0b223ff58",
  "b5f1743a394ce39b42493de7e6bc40226042491fb77bd417e40e92fcd11a8bd8",
  "54c3b917bfd471e12e0713535d69ad97584a415916ab360f4838bd23f2d70ffe",
  "500b06cae8ed2bf6f8f41721d43d7988428134879a6813456e04e9494cf07b2c",
  "e66758c9f37fb35692a7073d6546945b6b712ce3112c9859b717af6bb96751e8",
  "72b2f7537cb217c6fab0ea3367b6753ba3804cde37b1f62593cd8d5eb86cf2a1",
  "d59f080218fd98e0fee80fbb1bc4ed59eedce9e45125ffa0bb527896636cf703",
  "4c79928ba8eaae9f6f2e81489744c153e5ecf41cdcd2ca8eee28b64a510ee994",
  "7f8ebade2f57171fe5f466822784abd38f4b9f2258fecea1281aae2fc5c35d35",
  "52c0068c5f95fabb7ba01307c84cfc8e0d0a54d38c8387797400561d198beaaa",
  "ad02c376e0eab38d6796810d0791d8e434708de1f065dd1af71c1aa526b4ea48",
  "0e2a67583ede642345c1750e3cb495df724e9d56a172a0bb484b8f999ce643b7",
]);

/** Values people paste to get past a check. */
const PLACEHOLDER = /^(undefined|null|none|test|secret|changeme|change-me|todo|xxx+)$/i;

/** Names that promise to switch a signature or sign-in check off. Nothing here honours them. */
const BYPASS =
  /(?:^|_)(?:SKIP|BYPASS|DISABLE|INSECURE|NO)_(?:\w+_)?(?:AUTH|SIGNATURE|SIGNING|VERIFY|VERIFICATION)(?:_|$)|(?:^|_)(?:AUTH|SIGNATURE|VERIFY|VERIFICATION|QSTASH)_(?:SKIP|BYPASS|DISABLED?|INSECURE)(?:_|$)/i;

type Given = Record<string, string | undefined>;
type Rule = (given: Given) => EnvironmentProblem[];

const RULES: readonly Rule[] = [devMode, bypasses, tls, signingKeys, token, urls, authSecret, metricsToken];

/** What must not run in production although each variable is well-formed by itself (reliability F1, S2). */
export function productionProblems(given: Given): EnvironmentProblem[] {
  return RULES.flatMap((rule) => rule(given));
}

/** The SDK swaps in published keys when it is set, in production too. */
function devMode(given: Given): EnvironmentProblem[] {
  if (given.QSTASH_DEV === undefined) return [];
  return [
    { variable: "QSTASH_DEV", problem: "must not be set: it accepts signatures that anybody can make" },
  ];
}

function bypasses(given: Given): EnvironmentProblem[] {
  return Object.keys(given)
    .filter((variable) => BYPASS.test(variable))
    .map((variable) => ({ variable, problem: "reads like a way around a check; there is none, remove it" }));
}

function tls(given: Given): EnvironmentProblem[] {
  if (given.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return [];
  return [{ variable: "NODE_TLS_REJECT_UNAUTHORIZED", problem: "must not be 0: it accepts any certificate" }];
}

function signingKeys(given: Given): EnvironmentProblem[] {
  const names = ["QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"] as const;
  const problems = names.flatMap((variable) => secretProblems(variable, given[variable], 24));
  const [current, next] = names.map((name) => given[name]);
  if (current !== undefined && current === next) {
    problems.push({ variable: names[1], problem: "must differ from QSTASH_CURRENT_SIGNING_KEY" });
  }
  return problems;
}

function token(given: Given): EnvironmentProblem[] {
  return secretProblems("QSTASH_TOKEN", given.QSTASH_TOKEN, 16);
}

function authSecret(given: Given): EnvironmentProblem[] {
  return secretProblems("BETTER_AUTH_SECRET", given.BETTER_AUTH_SECRET, 32);
}

function metricsToken(given: Given): EnvironmentProblem[] {
  return secretProblems("METRICS_TOKEN", given.METRICS_TOKEN, 24);
}

function secretProblems(variable: string, value: string | undefined, least: number): EnvironmentProblem[] {
  if (value === undefined) return [];
  if (PUBLISHED_SECRETS.has(createHash("sha256").update(value).digest("hex"))) {
    return [{ variable, problem: "is published with QStash's development server; use your own" }];
  }
  if (PLACEHOLDER.test(value)) return [{ variable, problem: "is a placeholder" }];
  if (value.trim() !== value || /^["']/.test(value)) {
    return [{ variable, problem: "has quotes or blanks around it" }];
  }
  if (value.length < least) return [{ variable, problem: `is too short: at least ${least} characters` }];
  return [];
}

/**
 * Addresses must be public and encrypted, unless the app itself is on loopback: that is how the demo and
 * the tests run a production build against the local servers.
 */
function urls(given: Given): EnvironmentProblem[] {
  const local = isLoopback(given.BASE_URL) && isLoopback(given.QSTASH_URL);
  if (local) return [];
  return (["BASE_URL", "QSTASH_URL", "RESEND_BASE_URL", "ALERT_WEBHOOK_URL", "S3_ENDPOINT"] as const).flatMap(
    (variable) => {
      const url = given[variable];
      if (url === undefined || !URL.canParse(url)) return [];
      if (isLoopback(url)) return [{ variable, problem: "is a loopback address" }];
      if (new URL(url).protocol !== "https:") return [{ variable, problem: "must begin with https://" }];
      return [];
    },
  );
}
