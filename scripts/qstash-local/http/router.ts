import { notFound } from "./http-error";

/** What a route answers with. Every success has a JSON body: the SDK parses most of them. */
export type Reply = { status: number; body: object; headers?: Readonly<Record<string, string>> };

/** The usual answer. */
export const ok = (body: object = {}): Reply => ({ status: 200, body });

/**
 * One endpoint. In a pattern `:name` stands for one part of the path that looks like an id, and a trailing `*` for
 * all the rest, byte for byte.
 */
export type Route<Call, Answer = Reply> = {
  method: string;
  pattern: string;
  handle(call: Call & { params: Params; rest: string }): Answer | Promise<Answer>;
};

/** The named parts of a path. */
export type Params = Readonly<Record<string, string>>;

type Match<Call, Answer> = { route: Route<Call, Answer>; params: Params; rest: string };

/** Finds the first route that fits. @throws {HttpError} 404 that says which methods the path knows, if any. */
export function matchRoute<Call, Answer>(
  routes: readonly Route<Call, Answer>[],
  method: string,
  path: string,
): Match<Call, Answer> {
  const fitting = routes.flatMap((route) => {
    const found = matchPattern(route.pattern, path);
    return found ? [{ route, ...found }] : [];
  });
  const match = fitting.find(({ route }) => route.method === method);
  if (match) return match;
  const known = [...new Set(fitting.map(({ route }) => route.method))].join(", ");
  throw notFound(
    `no such endpoint: ${method} ${path.slice(0, 200)}${known && `; this path answers to ${known}`}`,
  );
}

/** What an id is made of; the `:` of a destination's scheme is not in it, which tells the two apart. */
const ID = /^[A-Za-z0-9._-]+$/;

function matchPattern(pattern: string, path: string): { params: Params; rest: string } | undefined {
  if (pattern.endsWith("*")) {
    const prefix = pattern.slice(0, -1);
    return path.startsWith(prefix) ? { params: {}, rest: path.slice(prefix.length) } : undefined;
  }
  const [wanted, parts] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== parts.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (want.startsWith(":") && ID.test(part)) params.push([want.slice(1), part]);
    else if (want !== part) return undefined;
  }
  return { params: Object.fromEntries(params), rest: "" };
}
