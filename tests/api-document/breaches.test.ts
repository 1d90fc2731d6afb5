import { expect, it } from "vitest";
import { PROBLEMS } from "@/lib/http/problems";
import { breaches } from "@/tests/helpers/api-contract";

const STATUS = { method: "GET", path: "/api/v1/status/01a2013f-f388-79b7-b611-fb284e5ee3d7", body: "" };
const DISPATCH = { method: "POST", path: "/api/v1/dispatch", body: "{}" };

const headers = {
  "Content-Type": "application/problem+json",
  "Cache-Control": "no-store",
  "X-Request-Id": "r",
};
const problem = {
  type: "/docs/problems#not-found",
  title: PROBLEMS["not-found"].title,
  status: 404,
  detail: "There is no such job.",
  instance: STATUS.path,
  requestId: "r",
};

function answer(body: object = problem, more: Record<string, string> = {}, status = 404): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers, ...more } });
}

function without(name: string): Response {
  const made = answer();
  made.headers.delete(name);
  return made;
}

it("an answer that is as the document says is let through", async () => {
  expect(await breaches(STATUS, answer())).toEqual([]);
});

it.each([
  ["a status that is not described", answer(problem, {}, 418)],
  ["another content type", answer(problem, { "Content-Type": "application/json" })],
  ["a header that is not described", answer(problem, { "X-Powered-By": "us" })],
  ["a header that is missing", without("Cache-Control")],
  ["a field that is not described", answer({ ...problem, stack: "at …" })],
  ["a field that is missing", answer({ ...problem, detail: undefined })],
  ["a field of another type", answer({ ...problem, requestId: 7 })],
  ["a problem that this operation does not have", answer({ ...problem, type: "/docs/problems#not-ended" })],
  ["a status in the body that is not the answer's", answer({ ...problem, status: 403 })],
])("%s is found", async (_, wrong) => {
  expect(await breaches(STATUS, wrong)).not.toEqual([]);
});

it("a header that is no number is found", async () => {
  const limited = { ...problem, type: "/docs/problems#rate-limited", status: 429 };
  const more = { "Retry-After": "soon" };
  expect(await breaches(DISPATCH, answer(limited, more, 429))).toEqual([
    expect.stringContaining("retry-after does not fit"),
  ]);
});

it("a route, or a method of it, that is not described is found", async () => {
  expect(await breaches({ ...STATUS, method: "PUT" }, answer())).not.toEqual([]);
  expect(await breaches({ ...STATUS, path: "/api/v1/secrets" }, answer())).not.toEqual([]);
});

it("a request that was accepted though the document forbids it is found", async () => {
  const accepted = new Response(
    JSON.stringify({
      jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
      type: "x",
      status: "pending",
      links: { self: "/" },
    }),
    {
      status: 202,
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        Location: "/",
        "Retry-After": "1",
        "X-Request-Id": "x",
      },
    },
  );
  expect(await breaches({ ...DISPATCH, body: '{"type":"no-such-job"}' }, accepted)).toEqual([
    expect.stringContaining("request that was accepted does not fit"),
  ]);
});
