import { describe, expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

/** Besides the usual bundle: a name `g` for a group, plain HTTP about groups, and where `/a`, `/b` … are. */
async function withGroups() {
  const bundle = await setup();
  const url = (path: string) => bundle.destination.url(path);
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await bundle.http(method, `/v2/topics${path}`, { body: JSON.stringify(body) });
    return [response.status, await response.json()] as const;
  };
  return { ...bundle, g: bundle.name("g"), url, ask, groups: bundle.client.urlGroups };
}

const error = (text: string) => ({ error: expect.stringContaining(text) });

it("a group is created with its first endpoints and shows them in their order", async () => {
  const { name, groups, url } = await withGroups();
  const my = name("my.Group_1");
  await groups.addEndpoints({
    name: my,
    endpoints: [{ name: "a", url: url("/a") }, { url: url("/b") }],
  });
  const group = await groups.get(my);
  expect(group).toEqual({
    name: my,
    createdAt: expect.any(Number),
    updatedAt: group.createdAt,
    endpoints: [{ name: "a", url: url("/a") }, { url: url("/b") }],
  });
});

it("adding again adds, and updates the endpoint with the same name or the same URL", async () => {
  const { g, groups, url } = await withGroups();
  const add = (...endpoints: { url: string; name?: string }[]) => groups.addEndpoints({ name: g, endpoints });
  await add({ name: "a", url: url("/a") }, { url: url("/b") });
  const { createdAt } = await groups.get(g);
  await add({ name: "c", url: url("/c") });
  await add({ name: "a", url: url("/moved") }, { name: "b", url: url("/b") }, { url: url("/c") });
  const group = await groups.get(g);
  expect(group.endpoints).toEqual([
    { name: "a", url: url("/moved") },
    { name: "b", url: url("/b") },
    { name: "c", url: url("/c") },
  ]);
  expect(group.createdAt).toBe(createdAt);
  expect(group.updatedAt).toBeGreaterThanOrEqual(createdAt);
});

it("an endpoint that takes over the name of one and the URL of another leaves one of them", async () => {
  const { g, groups, url } = await withGroups();
  const endpoints = [{ name: "a", url: url("/a") }, { url: url("/x") }, { name: "b", url: url("/b") }];
  await groups.addEndpoints({ name: g, endpoints });
  await groups.addEndpoints({ name: g, endpoints: [{ name: "a", url: url("/b") }] });
  expect((await groups.get(g)).endpoints).toEqual([{ name: "a", url: url("/b") }, { url: url("/x") }]);
});

it("endpoints are removed by URL or by name, unknown ones are skipped", async () => {
  const { g, groups, url } = await withGroups();
  const endpoints = [{ name: "a", url: url("/a") }, { url: url("/b") }, { url: url("/c") }];
  await groups.addEndpoints({ name: g, endpoints });
  await groups.removeEndpoints({ name: g, endpoints: [{ name: "a" }, { url: url("/b") }, { name: "z" }] });
  expect((await groups.get(g)).endpoints).toEqual([{ url: url("/c") }]);
});

it("an endpoint that is named by both goes only when both are right", async () => {
  const { g, groups, url } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ name: "a", url: url("/a") }] });
  await groups.removeEndpoints({ name: g, endpoints: [{ name: "a", url: url("/other") }] });
  expect((await groups.get(g)).endpoints).toHaveLength(1);
});

it("removing the last endpoint deletes the group", async () => {
  const { g, groups, url } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
  await groups.removeEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
  await expect(groups.get(g)).rejects.toMatchObject({ status: 404 });
});

it("the list has all groups in order of creation", async () => {
  const { name, groups, url } = await withGroups();
  const names = [name("b"), name("a")];
  for (const one of names) await groups.addEndpoints({ name: one, endpoints: [{ url: url("/x") }] });
  const listed = (await groups.list()).map((group) => group.name);
  expect(listed.filter((one) => names.includes(one))).toEqual(names);
});

it("a deleted group is gone; to delete an absent one is fine", async () => {
  const { g, groups, ask, url } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
  await groups.delete(g);
  await expect(groups.get(g)).rejects.toMatchObject({ status: 404 });
  expect(await ask("DELETE", `/${g}`)).toEqual([200, {}]);
});

it("messages of a deleted group go on", async () => {
  const { g, client, groups, url } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
  const [published] = await client.publish({ urlGroup: g, delay: 60 });
  await groups.delete(g);
  expect(await client.messages.get(published?.messageId ?? "")).toMatchObject({ url: url("/a") });
});

it.each([
  ["POST", "/g/endpoints", { endpoints: [] }, 400, "endpoints"],
  ["POST", "/g/endpoints", { endpoints: [{ name: "a" }] }, 400, "url"],
  ["POST", "/g/endpoints", { endpoints: [{ url: "nowhere" }] }, 400, "invalid scheme"],
  ["POST", "/g/endpoints", undefined, 400, "invalid body"],
  ["POST", "/a%20b/endpoints", { endpoints: [{ url: "http://a.test" }] }, 400, "invalid URL group name"],
  ["DELETE", "/g/endpoints", { endpoints: [{}] }, 400, "expected a url or a name"],
  ["DELETE", "/g/endpoints", { endpoints: [{ name: "a" }] }, 404, "not found"],
  ["GET", "/g", undefined, 404, "not found"],
  ["PATCH", "/g", { headers: {} }, 404, "not found"],
  ["PATCH", "/g", { headers: { "Upstash-Retries": 3 } }, 400, "invalid body"],
  ["PATCH", "/g", { headers: { "Upstash-Retries": "many" } }, 400, "upstash-retries"],
  ["POST", "/g", {}, 404, "no such endpoint"],
])("%s /v2/topics%s with %j is answered with %d", async (method, path, body, status, text) => {
  const { g, ask, groups } = await withGroups();
  expect(await ask(method, path.replace("/g", `/${g}`), body)).toEqual([status, error(text)]);
  await expect(groups.get(g)).rejects.toMatchObject({ status: 404 });
});

it("default headers hold for every publish to the group, and those of the message win", async () => {
  const { g, ask, http, groups, url, delivery } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
  const headers = {
    "Upstash-Method": ["PUT"],
    "Upstash-Forward-X-A": "group",
    "Upstash-Forward-X-B": "group",
  };
  expect(await ask("PATCH", `/${g}`, { headers })).toEqual([200, {}]);
  await http("POST", `/v2/publish/${g}`, { headers: { "Upstash-Forward-X-B": "message" } });
  const request = await delivery("/a");
  expect([request.method, request.headers["x-a"], request.headers["x-b"]]).toEqual([
    "PUT",
    "group",
    "message",
  ]);
  const [, shown] = await ask("GET", `/${g}`);
  expect(z.object({ headers: z.unknown() }).parse(shown).headers).toMatchObject({
    "upstash-method": ["PUT"],
  });
});

it("Upstash-Header-Forward as a default forwards the headers of each publish", async () => {
  const { g, ask, http, groups, url, delivery } = await withGroups();
  await groups.addEndpoints({ name: g, endpoints: [{ url: url("/hook") }] });
  await ask("PATCH", `/${g}`, { headers: { "Upstash-Header-Forward": ["true"] } });
  await http("POST", `/v2/publish/${g}`, { headers: { "X-Github-Event": "push" } });
  expect((await delivery("/hook")).headers).toMatchObject({ "x-github-event": "push" });
});

describe("plan and restart", () => {
  onlyHere("plans differ, and nobody restarts the service");

  it("an account has at most 100 groups, and a group at most 100 endpoints", async () => {
    const { g, ask, url } = await withGroups();
    const endpoints = Array.from({ length: 101 }, (_, n) => ({ url: url(`/${n}`) }));
    expect(await ask("POST", `/${g}/endpoints`, { endpoints })).toEqual([412, error("too many endpoints")]);
    expect((await ask("POST", `/${g}/endpoints`, { endpoints: endpoints.slice(1) }))[0]).toBe(200);
    expect(await ask("POST", `/${g}/endpoints`, { endpoints })).toEqual([412, error("too many endpoints")]);
    for (let n = 1; n < 100; n++) await ask("POST", `/g${n}/endpoints`, { endpoints: endpoints.slice(0, 1) });
    const one = { endpoints: endpoints.slice(1, 2) };
    expect(await ask("POST", "/over/endpoints", one)).toEqual([412, error("too many URL groups")]);
    expect((await ask("POST", `/${g}/endpoints`, one))[0]).toBe(200);
  });

  it("a restart keeps the groups", async () => {
    const { g, server, groups, url } = await withGroups();
    await groups.addEndpoints({ name: g, endpoints: [{ url: url("/a") }] });
    const before = await groups.list();
    await server.ours().restart();
    expect(await groups.list()).toEqual(before);
  });
});
