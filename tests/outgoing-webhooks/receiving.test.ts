import { afterAll, beforeAll, expect, it } from "vitest";
import { postSigned } from "@/lib/http/outgoing/post-signed";
import { newSigningSecret } from "@/lib/http/outgoing/sign";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { serveRoutes } from "@/tests/helpers/route-server";
import { receive } from "@/tests/recipes/incoming/receive";

const secret = newSigningSecret();
const seen = new Set<string>();
const accepted: string[] = [];
let server: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  const never = { DATABASE_URL: "postgres://none", QSTASH_URL: "http://127.0.0.1:9" };
  Object.assign(process.env, appEnvironment(never));
  const receiver = {
    secret,
    isNew: async (id: string) => seen.size < seen.add(id).size,
    accept: async ({ data }: { data: { jobId: string } }) => void accepted.push(data.jobId),
  };
  server = await serveRoutes({ "/hooks": (request) => receive(request, receiver) });
});
afterAll(() => server.close());

const send = (id: string, secrets: string[]) =>
  postSigned({
    url: `${server.url}/hooks`,
    id,
    secrets,
    body: { type: "job.completed", data: { jobId: id } },
  });

it("a receiver made from the recipe accepts each event once and what is not ours never", async () => {
  expect(await send("evt_1", [secret])).toMatchObject({ status: 204 });
  expect(await send("evt_1", [secret])).toMatchObject({ status: 204 });
  expect(await send("evt_2", [newSigningSecret()])).toMatchObject({ status: 401 });
  expect(await send("evt_3", [newSigningSecret(), secret])).toMatchObject({ status: 204 });
  expect(accepted).toEqual(["evt_1", "evt_3"]);
});
