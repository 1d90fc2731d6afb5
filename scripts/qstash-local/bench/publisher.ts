import http from "node:http";

/** Publishes to one server over connections that stay open. */
export type Publisher = {
  /** One request per message. `lanes` requests run at a time. Resolves with each request's milliseconds, sorted. */
  oneByOne(count: number, lanes: number): Promise<number[]>;
  /** Requests of a hundred messages each, four at a time. */
  inBatches(count: number, headers?: Record<string, string>): Promise<void>;
  close(): void;
};

const BATCH = 100;
const BODY = JSON.stringify({ jobId: "0198c5a2-7b1e-7cc0-9d51-3f6c1c8f7a10", attempt: 1 });

export function createPublisher(server: { url: string; token: string }, destination: string): Publisher {
  const agent = new http.Agent({ keepAlive: true });
  const post = (path: string, body: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
      const request = http.request(server.url + path, { agent, method: "POST", headers }, (response) => {
        response.resume().on("end", resolve);
        if (response.statusCode !== 200) reject(new Error(`${path} answers ${response.statusCode}`));
      });
      request.on("error", reject).end(body);
    });

  return {
    async oneByOne(count, lanes) {
      const times: number[] = [];
      await inLanes(count, lanes, async () => {
        const start = performance.now();
        await post(`/v2/publish/${destination}`, BODY);
        times.push(performance.now() - start);
      });
      return times.toSorted((a, b) => a - b);
    },
    async inBatches(count, headers = {}) {
      const item = { destination, headers: { "content-type": "application/json", ...headers }, body: BODY };
      const batch = JSON.stringify(Array.from({ length: BATCH }, () => item));
      await inLanes(count / BATCH, 4, () => post("/v2/batch", batch));
    },
    close: () => agent.destroy(),
  };
}

async function inLanes(count: number, lanes: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
