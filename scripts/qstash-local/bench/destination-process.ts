import { once } from "node:events";
import http from "node:http";

// The trivial destination: says 200 and counts. Asked for a count, it answers with the time when it was reached.

let received = 0;
let awaited = Number.POSITIVE_INFINITY;

const server = http.createServer((request, response) => {
  request.resume();
  response.end();
  received += 1;
  if (received === awaited) report();
});

function report(): void {
  received -= awaited;
  awaited = Number.POSITIVE_INFINITY;
  process.send?.({ reachedAt: Date.now() });
}

process.on("message", ({ question }: { question: number }) => {
  awaited = question;
  if (received >= awaited) report();
});
process.on("disconnect", () => process.exit());

server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
process.send?.({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/` });
