import * as fc from "fast-check";

// What a script says before it is known stands in braces and is filled in when it is played, so that the same seed
// makes the same script whatever the port and the ids of the day: {destination} {token} {message} {letter}.

/** Short text of all sorts, for wherever a value is expected. */
export const junk = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "null",
    "true",
    "{}",
    "[]",
    "__proto__",
    "constructor",
    "%",
    "%zz",
    "%00",
    "\u0000",
    "../..",
    "a,b,,c",
    "9007199254740993",
    "💥",
  ),
  fc.constantFrom(100, 1000, 5000, 20_000).map((length) => "x".repeat(length)),
);

/** What is allowed, and now and then anything else. */
export const mostly = <Value>(good: fc.Arbitrary<Value>): fc.Arbitrary<Value | string> =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: junk });

/** Only ever this machine, or no address at all: a random host would be looked up in the network. */
export const destination = fc.oneof(
  { weight: 6, arbitrary: tailOf("{destination}") },
  { weight: 1, arbitrary: tailOf("http://127.0.0.1:1") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("http://", "https://", "http:/", "http://a:b:c/", "http://[::", "g", ""),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("a", "b", ".", "-", "_", "~"), maxLength: 10 }) },
);

function tailOf(origin: string): fc.Arbitrary<string> {
  const unit = fc.constantFrom(..."aB0/.?&=%#:+~;@!$'()*,|^\"<>[]{}\\`é".split(""));
  return fc.string({ unit, maxLength: 30 }).map((tail) => `${origin}/${tail}`);
}

/** An id that exists, one that does not, or junk that fits into a path. */
export const id = fc.oneof(
  fc.constantFrom(
    "{message}",
    "{letter}",
    "s1",
    "s2",
    "q1",
    "q2",
    "g1",
    "g2",
    "f1",
    "f2",
    "msg_unknown",
    "1-0",
  ),
  junk.map((text) => text.replaceAll(/[\s?#]/g, "_")),
);

export const label = fc.oneof(fc.constantFrom("l1", "l2", "l1,l2"), junk);
