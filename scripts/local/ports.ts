import { createServer } from "node:net";

const NEIGHBOURS = 20;
const TRIES_MAX = 5;

/**
 * A port on which nobody listens: the preferred one, else one of the next, else one that the system
 * chooses. Somebody may take it before you do, so be ready to ask again.
 */
export async function freePort(preferred = 0): Promise<number> {
  const wanted = preferred === 0 ? [] : Array.from({ length: NEIGHBOURS }, (_, index) => preferred + index);
  for (const port of wanted) {
    if (await isFree(port)) return port;
  }
  return bind(0, "127.0.0.1");
}

/** Starts a server on a free port, chosen as by `freePort`, and again on another if somebody was faster. */
export async function onFreePort<Server>(
  preferred: number | undefined,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await freePort(preferred));
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!isTaken || tries === TRIES_MAX) throw error;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  try {
    await bind(port, "127.0.0.1");
    // macOS lets one address be bound beside a listener on all of them.
    await bind(port);
    return true;
  } catch {
    return false;
  }
}

function bind(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
