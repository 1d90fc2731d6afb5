import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRetryDelay } from "./retry-delay";

const delays = (text: string) => [0, 1, 2].map(compileRetryDelay(text));

describe("a retry-delay expression", () => {
  it.each([
    ["1000", [1000, 1000, 1000]],
    ["1000 * (1 + retried)", [1000, 2000, 3000]],
    ["pow(2, retried) * 1000", [1000, 2000, 4000]],
    ["max(1000, pow(2, retried) * 300)", [1000, 1000, 1200]],
    ["10 - 2 - 3", [5, 5, 5]],
    ["100 / 5 / 2", [10, 10, 10]],
    ["2 + 3 * 4", [14, 14, 14]],
    ["-(-5) + +1", [6, 6, 6]],
    ["min(retried, 1) + abs(-1) + floor(1.9) + ceil(.1) + round(2.5)", [6, 7, 7]],
    ["exp(0) + sqrt(16)", [5, 5, 5]],
    ["  7\t", [7, 7, 7]],
  ])("%s means %j", (text, expected) => {
    expect(delays(text)).toEqual(expected);
  });

  it("is held between 0 and one day, and counts as 0 when it is not a number", () => {
    expect(compileRetryDelay("0 - 5")(0)).toBe(0);
    expect(compileRetryDelay("0 / 0")(0)).toBe(0);
    expect(compileRetryDelay("sqrt(-1)")(0)).toBe(0);
    expect(compileRetryDelay("1 / 0")(0)).toBe(86_400_000);
    expect(compileRetryDelay("exp(retried)")(1000)).toBe(86_400_000);
  });

  it.each([
    ["", "expected a number"],
    ["1 +", "at position 3, came the end"],
    ["(1", 'expected ")" at position 2'],
    ["1 2", 'expected the end at position 2, came "2"'],
    ["pow(2)", 'expected "," at position 5'],
    ["max(1, 2, 3)", 'expected ")" at position 8, came ","'],
    ["retries * 2", 'came "retries"'],
    ["2 ^ 3", 'unexpected text at position 1: "^ 3"'],
    ["process.exit()", "position 7"],
    ["constructor(1)", 'came "constructor"'],
    ["1".repeat(1001), "longer than 1000 characters"],
  ])("%j is refused with its place", (text, message) => {
    expect(() => compileRetryDelay(text)).toThrow(message);
  });

  it("agrees with JavaScript's own arithmetic and functions, precedence included", () => {
    fc.assert(
      fc.property(sums, fc.nat(50), ({ text, value }, retried) => {
        expect(compileRetryDelay(text)(retried)).toBe(clamp(value(retried)));
      }),
    );
  });

  it("never does anything to a text but compile it or refuse it with a SyntaxError", () => {
    fc.assert(
      fc.property(fc.oneof(language, fc.string({ unit: "binary" }), deep), (text) => {
        try {
          expect(compileRetryDelay(text)(3)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});

/** Words of the language in any order, so that much of it almost compiles. */
const language = fc
  .array(
    fc.constantFrom(..."0 1.5 .5 retried ( ) + - * / , pow max exp sqrt abs floor 1e9".split(" "), " ", "x"),
  )
  .map((words) => words.join(""));

/** Nesting as deep as the longest text allows. */
const deep = fc
  .tuple(fc.constantFrom("(", "-", "abs(", "1+(", "pow(2,"), fc.nat(1000), fc.nat(1000))
  .map(([open, times, closed]) => `${open.repeat(times)}1${")".repeat(closed)}`);

const clamp = (value: number) => Math.min(86_400_000, Math.max(0, value || 0));

type Expression = { text: string; value: (retried: number) => number };

const OPERATORS: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

const join = ([left, sign, right]: [Expression, string, Expression]): Expression => ({
  text: `${left.text} ${sign} ${right.text}`,
  value: (retried) => OPERATORS[sign]?.(left.value(retried), right.value(retried)) ?? Number.NaN,
});

const inParentheses = ({ text, value }: Expression): Expression => ({ text: `(${text})`, value });

const call = (name: string, args: Expression[], apply: (...values: number[]) => number): Expression => ({
  text: `${name}(${args.map(({ text }) => text).join(", ")})`,
  value: (retried) => apply(...args.map(({ value }) => value(retried))),
});

const UNARY = [Math.exp, Math.sqrt, Math.abs, Math.floor, Math.ceil, Math.round];
const BINARY = [Math.pow, Math.min, Math.max];

const { sums } = fc.letrec<Record<"sums" | "products" | "factors", Expression>>((tie) => ({
  sums: fc.oneof(
    { depthSize: "small" },
    tie("products"),
    fc.tuple(tie("sums"), fc.constantFrom("+", "-"), tie("products")).map(join),
  ),
  products: fc.oneof(
    { depthSize: "small" },
    tie("factors"),
    fc.tuple(tie("products"), fc.constantFrom("*", "/"), tie("factors")).map(join),
  ),
  factors: fc.oneof(
    { depthSize: "small" },
    fc.nat(1000).map((number): Expression => ({ text: String(number), value: () => number })),
    fc.constant<Expression>({ text: "retried", value: (retried) => retried }),
    tie("sums").map(inParentheses),
    tie("factors").map(
      ({ text, value }): Expression => ({ text: `-${text}`, value: (retried) => 0 - value(retried) }),
    ),
    fc.tuple(fc.constantFrom(...UNARY), tie("sums")).map(([apply, x]) => call(apply.name, [x], apply)),
    fc
      .tuple(fc.constantFrom(...BINARY), tie("sums"), tie("sums"))
      .map(([apply, x, y]) => call(apply.name, [x, y], apply)),
  ),
}));
