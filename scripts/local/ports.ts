import { createServer } from "node:net";

/**
 * A port on which nobody listens: the preferred one if it is free, else one that the system chooses.
 * Somebody may take it before you do, so be ready to ask again.
 */
export async function freePort(preferred = 0): Promise<number> {
  return (await isFree(preferred)) ? preferred : bind(0, "127.0.0.1");
}

async function isFree(port: number): Promise<boolean> {
  if (port === 0) return false;
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
