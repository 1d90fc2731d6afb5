/** A stack with what one looks for in front: the frames of the app's own code. */
export type Stack = { own: string[]; others: number; whole: string };

const FRAME = /^\s+at /;
const FOREIGN = /node:|[/\\]node_modules[/\\]|<anonymous>|\bnative\b/;

/** Splits a stack as V8 writes it. */
export function splitStack(stack: string): Stack {
  const frames = stack.split("\n").filter((line) => FRAME.test(line));
  const own = frames.filter((line) => !FOREIGN.test(line)).map((line) => line.trim());
  return { own, others: frames.length - own.length, whole: stack };
}
