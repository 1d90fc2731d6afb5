import type { Server } from "node:http";
import type { Duplex } from "node:stream";

/** Gives a JSON answer to what never becomes a request: broken HTTP, oversized headers, CONNECT, odd expectations. */
export function refuseGarbage(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "HPE_HEADER_OVERFLOW")
      refuse(socket, "431 Request Header Fields Too Large", "headers too large");
    else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT")
      refuse(socket, "408 Request Timeout", "request took too long");
    else refuse(socket, "400 Bad Request", `not an HTTP request: ${error.message}`);
  });
  server.on("connect", (_request, socket) => refuse(socket, "400 Bad Request", "this server is not a proxy"));
  server.on("checkExpectation", (request, response) => {
    const body = JSON.stringify({ error: `unknown expectation "${request.headers.expect}"` });
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    response.writeHead(417, headers).end(body);
  });
}

function refuse(socket: Duplex, status: string, error: string): void {
  // The other side may be gone already; then nobody needs the answer.
  socket.on("error", () => {});
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify({ error });
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
