import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * A load balancer before several processes: each connection goes to the next one that accepts it, so that one that
 * is down is passed over. What is broken off on one side is broken off on the other.
 */
export async function startBalancer(port: number, backends: readonly number[]) {
  const sockets = new Set<Socket>();
  let next = 0;

  const server = createServer((incoming) => {
    next += 1;
    keep(incoming);
    forward(
      incoming,
      [...backends.keys()].map((index) => backends[(next + index) % backends.length] ?? 0),
    );
  });

  function forward(incoming: Socket, [port, ...others]: number[]): void {
    if (port === undefined) return void incoming.destroy();
    const outgoing = connect(port, "127.0.0.1");
    outgoing.once("error", () => forward(incoming, others));
    outgoing.once("connect", () => {
      keep(outgoing);
      outgoing.removeAllListeners("error").on("error", () => incoming.destroy());
      incoming.pipe(outgoing).pipe(incoming);
      incoming.once("close", () => outgoing.destroy());
      outgoing.once("close", () => incoming.destroy());
    });
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  }

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
