import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, errorAnswer } from "./answer";
import { listMails, type MailSummary } from "./dev-routes";
import { ResendError } from "./resend-error";
import { createResendLocal, type ResendLocal, type ResendLocalOptions } from "./resend-local";
import { route } from "./routes";

/** Loopback only: whoever reaches this server reads every mail, links to set a password included. */
const HOST = "127.0.0.1";

export type RunningResendLocal = {
  /** Where it listens, for `RESEND_BASE_URL`; without a slash at the end. */
  url: string;
  /** Every accepted mail, oldest first. */
  mails(): MailSummary[];
  /** Stops at once, open connections included. */
  close(): Promise<void>;
};

/**
 * Starts a Resend-compatible server for development and tests.
 *
 * @param options.port default 0, any free port.
 * @throws when the port is taken (`EADDRINUSE`).
 */
export async function startResendLocal(
  options: ResendLocalOptions & { port?: number } = {},
): Promise<RunningResendLocal> {
  const closing = new AbortController();
  const local = createResendLocal(options, closing.signal);
  const server = createServer((request, response) => void answer(local, request, response));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://${HOST}:${port}`,
    mails: () => listMails(local),
    close() {
      closing.abort();
      return stop(server);
    },
  };
}

async function answer(local: ResendLocal, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    checkHost(request);
    write(response, await route(local, request));
  } catch (error) {
    write(response, errorAnswer(error));
  }
}

/** A page elsewhere on the web may point its own name at 127.0.0.1; a browser then sends that name here. */
function checkHost(request: IncomingMessage): void {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? "")) return;
  throw new ResendError("not_found", "This server answers to localhost only.");
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer.kind === "hang") return;
  if (answer.kind === "cut") {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { "cache-control": "no-store", ...answer.headers }).end(answer.body);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
