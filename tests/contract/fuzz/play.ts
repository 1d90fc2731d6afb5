import net from "node:net";
import { complaintAbout } from "./complaints";
import { responsesIn } from "./responses";
import { bytesOf, type Script } from "./script";

/** What the placeholders of a script stand for in this run. */
export type Values = { port: number; fill: (text: string) => string };

/** How long a connection may stay open before it counts as hanging, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Plays a script on a connection of its own. @throws when the server hangs, or answers what it must not. */
export async function play(script: Script, { port, fill }: Values): Promise<void> {
  const bytes = bytesOf(script, fill);
  const received = await converse(port, bytes, script.ending);
  if (script.ending.kind === "cut") return;
  const responses = responsesIn(received);
  if (script.ending.kind === "whole" && responses.length === 0) throw new Error("no answer at all");
  const mayBePage = script.requests.some((request) => "target" in request && isPage(request.target));
  const complaint = responses.map((response) => complaintAbout(response, mayBePage)).find(Boolean);
  if (complaint) throw new Error(complaint);
}

/** The API has its own prefixes; everything else is for people, or for nobody. */
function isPage(target: string): boolean {
  return !/^\/(v2|llm|_dev\/(?!page\/))/.test(target);
}

async function converse(port: number, bytes: string, ending: Script["ending"]): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A server may reset a connection whose remaining bytes it does not want; what it said before counts.
  socket.on("error", () => {});
  say(socket, bytes, ending);
  const isClosed = await closes(socket);
  socket.destroy();
  if (!isClosed) throw new Error(`neither answered nor closed within ${PATIENCE_MS} ms`);
  return Buffer.concat(chunks).toString("latin1");
}

/** Whether it closes in time, with or without a reset: `once` of node:events would take a reset for the end of waiting. */
function closes(socket: net.Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(false), PATIENCE_MS);
    socket.on("close", () => {
      clearTimeout(limit);
      resolve(true);
    });
  });
}

function say(socket: net.Socket, bytes: string, ending: Script["ending"]): void {
  if (ending.kind === "whole") socket.write(bytes, "latin1");
  else if (ending.kind === "half") socket.end(bytes, "latin1");
  else socket.write(bytes.slice(0, bytes.length * ending.share), "latin1", () => socket.destroy());
}
