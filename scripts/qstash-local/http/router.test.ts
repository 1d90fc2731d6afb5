import { expect, it } from "vitest";
import { matchRoute, ok, type Route } from "./router";

const route = (method: string, pattern: string): Route<object> => ({ method, pattern, handle: () => ok() });
const routes = [
  route("POST", "/v2/schedules/:id/pause"),
  route("GET", "/v2/schedules/:id"),
  route("POST", "/v2/schedules/*"),
  route("DELETE", "/v2/messages"),
];
const find = (method: string, path: string) => {
  const { route, params, rest } = matchRoute(routes, method, path);
  return [route.pattern, params, rest];
};

it("tells an id from a destination", () => {
  expect(find("POST", "/v2/schedules/nightly/pause")).toEqual([
    "/v2/schedules/:id/pause",
    { id: "nightly" },
    "",
  ]);
  expect(find("POST", "/v2/schedules/http://a//b/pause")).toEqual([
    "/v2/schedules/*",
    {},
    "http://a//b/pause",
  ]);
  expect(find("POST", "/v2/schedules/http:/pause")).toEqual(["/v2/schedules/*", {}, "http:/pause"]);
});

it("does not take an empty id for the whole collection", () => {
  expect(() => find("DELETE", "/v2/messages/")).toThrow("no such endpoint: DELETE /v2/messages/");
});

it("says which methods a known path has", () => {
  expect(() => find("PUT", "/v2/schedules/nightly")).toThrow("this path answers to GET, POST");
});
