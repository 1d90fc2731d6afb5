import * as fc from "fast-check";
import { expect, it } from "vitest";
import { destinationOf, parseTarget } from "./raw-target";

it.each([
  ["http://a.test", "http://a.test"],
  ["http://a.test//b///c", "http://a.test//b///c"],
  ["http://a.test/b?x=1&y=%2F&&z", "http://a.test/b?x=1&y=%2F&&z"],
  ["http://a.test/b?", "http://a.test/b?"],
  ["http://a.test/b?u=http://c.test/?d=1", "http://a.test/b?u=http://c.test/?d=1"],
  ["http://a.test/%2e%2e/b%20c", "http://a.test/%2e%2e/b%20c"],
  ["http://a.test/b?qstash_token=t&x=1&upstash-retries=3&upstash-delay=5s", "http://a.test/b?x=1"],
  ["http://a.test/b?upstash-retries=3", "http://a.test/b"],
  ["http://a.test/b?qstash_tokens=1&xupstash-a=2", "http://a.test/b?qstash_tokens=1&xupstash-a=2"],
])("the target …/%s goes to %s", (remainder, destination) => {
  const { path, query } = parseTarget(`/v2/publish/${remainder}`);
  expect(destinationOf(path.slice("/v2/publish/".length), query).destination).toBe(destination);
});

it("decodes the options of the query", () => {
  expect(destinationOf("http://a.test", "upstash-cron=*/5%20*+*+*+*&upstash-retries=3").options).toEqual([
    ["upstash-cron", "*/5 * * * *"],
    ["upstash-retries", "3"],
  ]);
});

it("takes the absolute form and unescaped UTF-8", () => {
  const raw = Buffer.from("http://127.0.0.1:8080/v2/publish/http://a.test/grün").toString("latin1");
  expect(parseTarget(raw)).toEqual({ path: "/v2/publish/http://a.test/grün" });
});

it("changes no byte of a destination without control parameters", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab/.?&=%#:+~".split("")) }), (tail) => {
      const { path, query } = parseTarget(`/v2/publish/http://a.test/${tail}`);
      expect(destinationOf(path.slice("/v2/publish/".length), query).destination).toBe(
        `http://a.test/${tail}`,
      );
    }),
  );
});
