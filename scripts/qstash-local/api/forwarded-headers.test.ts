import { expect, it } from "vitest";
import { fromPairs, headerObject } from "../http/header-map";
import { forwardedHeaders } from "./forwarded-headers";

const forward = (headers: Record<string, string>) =>
  headerObject(forwardedHeaders(fromPairs(Object.entries(headers), (name) => name.toLowerCase())));

it("takes the prefix off, writes names canonically and leaves everything else behind", () => {
  const headers = {
    "Content-Type": "text/a",
    "Upstash-Forward-x-ID": "1",
    "Upstash-Retries": "3",
    Accept: "*/*",
  };
  expect(forward(headers)).toEqual({ "Content-Type": ["text/a"], "X-Id": ["1"] });
});

it("an explicitly forwarded Content-Type wins", () => {
  expect(forward({ "content-type": "a/a", "upstash-forward-content-type": "b/b" })).toEqual({
    "Content-Type": ["b/b"],
  });
});

it("a name that starts with Upstash- can be forwarded in full", () => {
  expect(forward({ "upstash-forward-upstash-x": "1" })).toEqual({ "Upstash-X": ["1"] });
});

it("what belongs to the transport stays behind", () => {
  const names = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];
  expect(forward(Object.fromEntries(names.map((name) => [`upstash-forward-${name}`, "9"])))).toEqual({});
});

it("a header called __proto__ is one like any other", () => {
  expect(Object.entries(forward({ ["upstash-forward-__proto__"]: "1" }))).toEqual([["__proto__", ["1"]]]);
});

it("a value that HTTP does not allow is refused", () => {
  expect(() => forward({ "upstash-forward-x": "a\r\nb: c" })).toThrow('"x" cannot be sent');
  expect(() => forward({ "upstash-forward-x": "→" })).toThrow('"x" cannot be sent');
});
