import * as fc from "fast-check";
import { expect, it } from "vitest";
import { requestAddressOf } from "./request-address";

it.each([
  ["http://a.test", { hostname: "a.test", path: "/" }],
  ["http://a.test?x=1", { hostname: "a.test", path: "/?x=1" }],
  [
    "http://a.test:81//b/../c?d=/../e",
    { hostname: "a.test", port: "81", host: "a.test:81", path: "//b/../c?d=/../e" },
  ],
  [
    "https://me:se%20cret@[::1]:8443/x#y",
    { hostname: "::1", port: "8443", authorization: "Basic bWU6c2UgY3JldA==", path: "/x" },
  ],
  ['http://a.test/"<>|{}`^\\', { path: '/"<>|{}`^\\' }],
  ["http://a.test/grün café", { path: "/gr%C3%BCn%20caf%C3%A9" }],
  ["http://a.test\\b", { hostname: "a.test", path: "/\\b" }],
])("%s is requested as %j", (url, expected) => {
  expect(requestAddressOf(url)).toMatchObject(expected);
});

it("no byte of what a request can carry changes", () => {
  const carried = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.string({ unit: carried.filter((char) => char !== "#") }), (tail) => {
      expect(requestAddressOf(`http://a.test/${tail}`).path).toBe(`/${tail}`);
    }),
  );
});

it("any text becomes something that a request can carry", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (tail) => {
      expect(requestAddressOf(`http://a.test/${tail}`).path).toMatch(/^\/[\u0021-\u007e]*$/);
    }),
  );
});
