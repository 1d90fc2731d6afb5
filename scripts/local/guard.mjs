// Runs one command on a leash: whatever ends the launcher (Ctrl-C, a crash, SIGKILL), the command ends too.
//
// The launcher starts this file with an IPC channel and one JSON argument. The operating system closes the
// channel when the launcher dies, which no handler in the launcher itself could notice after a SIGKILL.
// It is plain JavaScript on Node's own modules because it must start in milliseconds and without a loader.
//
//   launcher → guard   { signal: "SIGQUIT" }   pass a signal on to the command's process group
//                      { stop: true }          end the command: stopSignals in order, graceMs apart
//   guard → launcher   { pid: 4711 }           the command has started
//                      { problem: "…" }        it could not be started

import { spawn } from "node:child_process";
import { rmdirSync, rmSync } from "node:fs";
import { constants } from "node:os";

const { command, args, uid, gid, stopSignals, graceMs, removeAfter, removeIfEmpty } = JSON.parse(
  process.argv[2],
);
const hasGroups = process.platform !== "win32";
let stopping = false;

const child = spawn(command, args, {
  // Its own process group: Ctrl-C in a terminal reaches the launcher only, which then stops things in order.
  detached: hasGroups,
  stdio: ["ignore", "inherit", "inherit"],
  windowsHide: true,
  ...(uid === undefined ? {} : { uid, gid }),
});

child.on("spawn", () => tell({ pid: child.pid }));
child.on("error", (error) => {
  tell({ problem: error.message });
  finish(127);
});
child.on("exit", (code, signal) => {
  pass("SIGKILL");
  finish(code ?? 128 + constants.signals[signal]);
});

process.on("disconnect", stop);
process.on("message", (message) => (message.stop ? stop() : pass(message.signal)));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);

function stop() {
  if (stopping) return;
  stopping = true;
  stopSignals.forEach((signal, index) => setTimeout(pass, index * graceMs, signal));
}

function pass(signal) {
  try {
    process.kill(hasGroups ? -child.pid : child.pid, signal);
  } catch {
    // Nobody is left to receive it.
  }
}

function tell(message) {
  if (process.connected) process.send(message, () => {});
}

function finish(code) {
  // Ended by itself or by a signal, the command may be started again with what it left.
  if (stopping) tidy();
  process.exit(code);
}

function tidy() {
  for (const path of removeAfter) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  try {
    if (removeIfEmpty) rmdirSync(removeIfEmpty);
  } catch {
    // Somebody else is in there, or it is gone.
  }
}
