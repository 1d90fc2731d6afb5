import { once } from "node:events";
import http from "node:http";
import { text } from "node:stream/consumers";

/** A POST that is ready to leave. */
export type Post = { url: string; body: string; headers: Record<string, string> };

/** Sends POSTs, `atOnce` of them at a time, on connections that stay open. */
export function createPoster(atOnce: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  return {
    /**
     * How many a second were answered.
     *
     * @throws {Error} for an answer other than 200, with what it says.
     */
    async rate(posts: readonly Post[]): Promise<number> {
      const waiting = posts.values();
      const start = performance.now();
      await Promise.all(Array.from({ length: atOnce }, () => lane(waiting, agent)));
      return (posts.length * 1000) / (performance.now() - start);
    },
    close: () => agent.destroy(),
  };
}

async function lane(waiting: Iterator<Post> & Iterable<Post>, agent: http.Agent): Promise<void> {
  for (const post of waiting) await send(post, agent);
}

async function send({ url, body, headers }: Post, agent: http.Agent): Promise<void> {
  const request = http.request(url, { method: "POST", agent, headers });
  request.end(body);
  const [response]: http.IncomingMessage[] = await once(request, "response");
  const said = response === undefined ? "" : await text(response);
  if (response?.statusCode !== 200) throw new Error(`POST ${url}: ${response?.statusCode} ${said}`);
}
