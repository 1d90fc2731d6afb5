import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { statementReader } from "./postgres-statements";

/** Stands between the engine and Postgres. */
export type PostgresGate = {
  /** The same database, through the gate. */
  url: string;
  /** Breaks all connections and takes no new ones until it is opened. */
  shut(): void;
  open(): void;
  /**
   * Lets the next statement that contains `text` happen in Postgres and breaks its connection before the answer
   * arrives: whoever sent it cannot know whether it was committed.
   */
  loseAnswerTo(text: string): void;
  /** True once that has happened. */
  hasLostAnswer(): boolean;
  /**
   * Holds the next statement that contains `text`, or the answer to it, until `act` is through: what is done
   * meanwhile happens just before Postgres sees the statement, or just after it was committed.
   */
  interrupt(text: string, when: "before" | "after", act: () => Promise<void>): void;
  /** True once that has happened. */
  wasInterrupted(): boolean;
  /**
   * Leaves the connections that there are half-open: from now on neither side hears the other, nor of its end.
   * New ones pass.
   */
  freeze(): void;
  /** Breaks the connections that are half-open, as a network does that has come back. */
  thaw(): void;
  close(): Promise<void>;
};

/** How Postgres says that a statement is over and committed: ReadyForQuery, idle. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

export async function startPostgresGate(target: string): Promise<PostgresGate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let isOpen = true;
  let awaited: string | null = null;
  let hasLost = false;
  let interruption: { text: string; when: "before" | "after"; act: () => Promise<void> } | null = null;
  let hasInterrupted = false;

  const server = createServer((client) => {
    if (!isOpen) return void client.destroy();
    const upstream = connect(Number(port), hostname);
    const read = statementReader();
    let isDoomed = false;
    let onAnswer: (() => Promise<void>) | null = null;
    const isFrozen = () => frozen.has(client);
    client.on("data", (chunk) => {
      if (isFrozen()) return;
      const statements = read(chunk);
      const says = (text: string) =>
        chunk.includes(text) || statements.some((statement) => statement.includes(text));
      if (awaited !== null && says(awaited)) {
        isDoomed = true;
        awaited = null;
      }
      if (interruption === null || !says(interruption.text)) return void upstream.write(chunk);
      const { when, act } = interruption;
      interruption = null;
      if (when === "before") return hold(act, () => upstream.write(chunk));
      onAnswer = act;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (isFrozen()) return;
      if (onAnswer !== null && chunk.subarray(-READY.length).equals(READY)) {
        const act = onAnswer;
        onAnswer = null;
        return hold(act, () => client.write(chunk));
      }
      if (!isDoomed || !chunk.subarray(-READY.length).equals(READY)) return void client.write(chunk);
      hasLost = true;
      client.destroy();
      upstream.destroy();
    });
    join(client, upstream);
  });

  function hold(act: () => Promise<void>, go: () => void): void {
    void act().then(
      () => {
        hasInterrupted = true;
        return go();
      },
      () => go(),
    );
  }

  function join(...pair: [Socket, Socket]): void {
    for (const [index, socket] of pair.entries()) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        if (!frozen.has(socket)) pair[1 - index]?.destroy();
      });
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(target);
  url.port = String(typeof address === "object" ? address?.port : "");

  return {
    url: url.href,
    shut() {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isOpen = true;
    },
    loseAnswerTo(text) {
      awaited = text;
      hasLost = false;
    },
    hasLostAnswer: () => hasLost,
    interrupt(text, when, act) {
      interruption = { text, when, act };
      hasInterrupted = false;
    },
    wasInterrupted: () => hasInterrupted,
    freeze() {
      for (const socket of sockets) frozen.add(socket);
    },
    thaw() {
      for (const socket of sockets) if (frozen.has(socket)) socket.destroy();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
