import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { limits } from "../limits";

declare module "http" {
  interface Agent {
    /** Documented, but not in the types of Node 20: says whether a socket without a request is kept. */
    keepSocketAlive(socket: Duplex): boolean;
  }
}

/** The open connections to destinations, kept for the next attempt. */
export type Connections = {
  http: http.Agent;
  https: https.Agent;
  /** Breaks off all of them, idle or not. */
  close(): void;
};

/**
 * How long an idle connection is kept, in milliseconds. Servers keep theirs for 5 seconds and more, so it is always us
 * who ends one: a connection that dies just as an attempt begins would count as a failed attempt.
 */
const IDLE_MS = 1500;

export function createConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: limits.parallelism };
  const agents = { http: bounded(new http.Agent(options)), https: bounded(new https.Agent(options)) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** node bounds what is idle per origin; messages to thousands of origins must not leave thousands of sockets. */
function bounded<Agent extends http.Agent>(agent: Agent): Agent {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket: Duplex) => idleCount(agent) < limits.parallelism && keep(socket);
  return agent;
}

function idleCount(agent: http.Agent): number {
  return Object.values(agent.freeSockets).reduce((sum, sockets = []) => sum + sockets.length, 0);
}
