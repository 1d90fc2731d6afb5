import { z } from "zod";

/** A server that somebody else started, and who we are to it. */
type ForeignServer = { url: string; token: string };

/** A public address that leads to a port of this machine. */
type Tunnel = { origin: string; port: number };

type Environment = {
  /** Absent: a fresh local server per test. */
  server?: ForeignServer;
  /** Absent: destinations are on loopback, each test on a port of its own. */
  tunnel?: Tunnel;
};

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const variables = z.object({
  QSTASH_CONTRACT_URL: url.optional(),
  QSTASH_CONTRACT_TOKEN: z.string().min(1).optional(),
  QSTASH_CONTRACT_DESTINATION: url.optional(),
  QSTASH_CONTRACT_DESTINATION_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
});

/** Which server the suite runs against; docs/qstash-contract.md tells how to set it. */
export const environment = readEnvironment(process.env);

/** Does the server run elsewhere, where 127.0.0.1 is another machine and each call takes its time? */
const isRemote = environment.server !== undefined && !isLoopback(environment.server.url);

/** How long to wait for a state, and how often to look. A remote service bounds the calls per second. */
export const patience = isRemote ? { timeout: 120_000, interval: 500 } : { timeout: 10_000, interval: 10 };

function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const given = variables.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  const { QSTASH_CONTRACT_URL: url, QSTASH_CONTRACT_TOKEN: token } = given;
  const { QSTASH_CONTRACT_DESTINATION: origin, QSTASH_CONTRACT_DESTINATION_PORT: port } = given;
  const [server, tunnel] = [url && token && { url, token }, origin && port && { origin, port }];
  if (!server && (url || token))
    throw new Error("QSTASH_CONTRACT_URL and QSTASH_CONTRACT_TOKEN go together: set both, or none");
  if (!tunnel && (origin || port || (url && !isLoopback(url))))
    throw new Error(
      "a server elsewhere cannot reach this machine: set QSTASH_CONTRACT_DESTINATION to a public URL that leads to QSTASH_CONTRACT_DESTINATION_PORT here",
    );
  return { ...(server && { server }), ...(tunnel && { tunnel }) };
}

function isLoopback(text: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(text).hostname);
}
