import { Client } from "@upstash/qstash";
import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

it.each(["wrong", '"quoted"'])("the token %j is refused with 401 and the service's text", async (token) => {
  const { server, destination } = await setup();
  const client = new Client({ baseUrl: server.url, token, retry: false });
  await expect(client.publish({ url: destination.url("/x") })).rejects.toMatchObject({
    status: 401,
    message: '{"error":"unable to authenticate: invalid token"}',
  });
});

it("no token at all is refused with 401", async () => {
  const { server } = await setup();
  expect((await fetch(`${server.url}/v2/keys`)).status).toBe(401);
});

it("the token may come as qstash_token", async () => {
  const { server } = await setup();
  const response = await fetch(`${server.url}/v2/keys?qstash_token=${encodeURIComponent(server.token)}`);
  expect(await response.json()).toEqual({ current: server.currentSigningKey, next: server.nextSigningKey });
});

describe("an unknown path", () => {
  onlyHere("what is there beyond the documentation is nobody's promise");

  it("is 404 with an error", async () => {
    const { http } = await setup();
    const response = await http("GET", "/v2/nothing");
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: "no such endpoint: GET /v2/nothing" },
    ]);
  });
});
