import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { poll } from "./poll";
import { serveRoutes } from "./route-server";

const event = z.object({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

type Received = { headers: Record<string, string>; text: string };

/** Somebody's endpoint, over real HTTP: keeps what comes and answers as it is told. */
export async function startReceiver() {
  const received: Received[] = [];
  const receiver = {
    received,
    /** What it answers with. */
    answer: (): Response | Promise<Response> => new Response(null, { status: 204 }),
    url: "",
    /** Waits until so many have come. */
    has: (count: number) => poll(() => received).toHaveLength(count),
    /** A message as the official library lets it through. @throws where it does not. */
    verified(index: number, secret: string) {
      const { headers = {}, text = "" } = received[index] ?? {};
      return event.parse(new Webhook(secret).verify(text, headers));
    },
    close: () => server.close(),
  };
  const server = await serveRoutes({
    "/hooks": async (request) => {
      received.push({ headers: Object.fromEntries(request.headers), text: await request.text() });
      return receiver.answer();
    },
  });
  receiver.url = `${server.url}/hooks`;
  return receiver;
}
