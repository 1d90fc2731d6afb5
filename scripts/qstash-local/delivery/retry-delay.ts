import { WAIT_MAX_MS } from "./backoff";
import { type Token, tokensOf } from "./retry-delay-tokens";

/** Milliseconds to wait, given how many retries are already done: 0 when the first one is planned. */
export type RetryDelay = (retried: number) => number;

const LENGTH_MAX = 1000;

/**
 * Compiles an `Upstash-Retry-Delay` expression such as `max(1000, pow(2, retried) * 100)` (protocol §3.3).
 * Numbers, `retried`, `+ - * /`, parentheses and the functions below; the result is held between 0 and one day, and
 * what is not a number counts as 0.
 *
 * @throws {SyntaxError} that names the place and what was expected there.
 */
export function compileRetryDelay(text: string): RetryDelay {
  if (text.length > LENGTH_MAX) throw new SyntaxError(`longer than ${LENGTH_MAX} characters`);
  const reader = createReader(tokensOf(text));
  const value = readSum(reader);
  reader.expect("end", "");
  return (retried) => Math.min(WAIT_MAX_MS, Math.max(0, value(retried) || 0));
}

/** The same, remembering what was compiled: a destination that is down makes thousands of messages ask at once. */
export function retryDelayOf(text: string): RetryDelay {
  const known = compiled.get(text);
  if (known) return known;
  const fresh = compileRetryDelay(text);
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(text, fresh);
  return fresh;
}

const COMPILED_MAX = 100;
const compiled = new Map<string, RetryDelay>();

const FUNCTIONS = new Map<string, { arity: number; apply: (...values: number[]) => number }>([
  ["pow", { arity: 2, apply: Math.pow }],
  ["exp", { arity: 1, apply: Math.exp }],
  ["sqrt", { arity: 1, apply: Math.sqrt }],
  ["abs", { arity: 1, apply: Math.abs }],
  ["floor", { arity: 1, apply: Math.floor }],
  ["ceil", { arity: 1, apply: Math.ceil }],
  ["round", { arity: 1, apply: Math.round }],
  ["min", { arity: 2, apply: Math.min }],
  ["max", { arity: 2, apply: Math.max }],
]);

type Reader = {
  /** Takes the next token if it is one of these signs. */
  take(...signs: string[]): string | undefined;
  next(): Token;
  expect(kind: Token["kind"], text: string): void;
};

function createReader(tokens: Token[]): Reader {
  let index = 0;
  const peek = (): Token => tokens[index] ?? { kind: "end", text: "", position: 0 };
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  return {
    next,
    take: (...signs) => (peek().kind === "sign" && signs.includes(peek().text) ? next().text : undefined),
    expect(kind, text) {
      const token = next();
      if (token.kind !== kind || token.text !== text) throw unexpected(token, text ? `"${text}"` : "the end");
    },
  };
}

function readSum(reader: Reader): RetryDelay {
  let left = readProduct(reader);
  for (let sign = reader.take("+", "-"); sign; sign = reader.take("+", "-")) {
    left = combine(left, sign, readProduct(reader));
  }
  return left;
}

function readProduct(reader: Reader): RetryDelay {
  let left = readFactor(reader);
  for (let sign = reader.take("*", "/"); sign; sign = reader.take("*", "/")) {
    left = combine(left, sign, readFactor(reader));
  }
  return left;
}

function combine(left: RetryDelay, sign: string, right: RetryDelay): RetryDelay {
  if (sign === "+") return (retried) => left(retried) + right(retried);
  if (sign === "-") return (retried) => left(retried) - right(retried);
  if (sign === "*") return (retried) => left(retried) * right(retried);
  return (retried) => left(retried) / right(retried);
}

function readFactor(reader: Reader): RetryDelay {
  const sign = reader.take("+", "-", "(");
  if (sign === "(") return readUntilClosed(reader);
  if (sign) return combine(() => 0, sign, readFactor(reader));
  const token = reader.next();
  if (token.kind === "number") return () => Number(token.text);
  if (token.text === "retried") return (retried) => retried;
  return readCall(token, reader);
}

function readUntilClosed(reader: Reader): RetryDelay {
  const inner = readSum(reader);
  reader.expect("sign", ")");
  return inner;
}

function readCall(name: Token, reader: Reader): RetryDelay {
  const known = FUNCTIONS.get(name.text);
  if (!known)
    throw unexpected(name, `a number, "retried", "(" or one of ${[...FUNCTIONS.keys()].join(", ")}`);
  reader.expect("sign", "(");
  const values = [readSum(reader)];
  while (values.length < known.arity) {
    reader.expect("sign", ",");
    values.push(readSum(reader));
  }
  reader.expect("sign", ")");
  return (retried) => known.apply(...values.map((value) => value(retried)));
}

function unexpected(token: Token, expected: string): SyntaxError {
  const came = token.kind === "end" ? "the end" : `"${token.text}"`;
  return new SyntaxError(`expected ${expected} at position ${token.position}, came ${came}`);
}
