import { fork } from "node:child_process";
import { once } from "node:events";

/** A process of the bench that answers questions, one at a time. */
export type Child = {
  ask(question: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

/**
 * Starts a file of this folder in a process of its own, so that it has a memory and, if the machine gives it, a
 * core to itself. Resolves with what it first said.
 */
export async function startChild(
  file: string,
  args: string[] = [],
): Promise<{ child: Child; hello: unknown }> {
  const execArgv = ["--import", "tsx", "--expose-gc"];
  const process = fork(`${import.meta.dirname}/${file}`, args, { execArgv });
  const answer = async (): Promise<unknown> => {
    const ended = once(process, "exit").then(([code]) =>
      Promise.reject(new Error(`${file} ended with ${code}`)),
    );
    const [message] = await Promise.race([once(process, "message"), ended]);
    return message;
  };
  const hello = await answer();
  return {
    hello,
    child: {
      async ask(question) {
        process.send({ question });
        return await answer();
      },
      async stop() {
        const exited = once(process, "exit");
        process.disconnect();
        await exited;
      },
    },
  };
}
