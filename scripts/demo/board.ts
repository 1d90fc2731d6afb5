import pc from "picocolors";
import type { Row } from "./rows";

const HEAD: Row = { job: "mail", status: "status", attempts: "attempts", wait: "wait", run: "run" };
const COLOURS: [RegExp, (text: string) => string][] = [
  [/failed|timeout|cancelled/, pc.red],
  [/retrying/, pc.yellow],
  [/completed/, pc.green],
  [/processing|pending|ordered/, pc.cyan],
];

/** Where the demo shows how its jobs move. */
export type Board = {
  /** Shows the table as it is now. */
  show: (rows: Row[]) => void;
  /** Tells of something that happens, above the table. */
  say: (text: string) => void;
};

/** A table that is redrawn on a terminal; elsewhere a line for each thing that changes. */
export function createBoard(stream: NodeJS.WriteStream): Board {
  return stream.isTTY ? redrawnBoard(stream) : appendedBoard(stream);
}

function redrawnBoard(stream: NodeJS.WriteStream): Board {
  let drawn = 0;
  let lines: string[] = [];
  const erase = () => {
    if (drawn > 0) stream.moveCursor(0, -drawn);
    stream.cursorTo(0);
    stream.clearScreenDown();
  };
  const draw = () => {
    stream.write(lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  return {
    show(rows) {
      erase();
      lines = ["", pc.dim(crop(lineOf(HEAD), stream)), ...rows.map((row) => coloured(row, stream))];
      draw();
    },
    say(text) {
      erase();
      stream.write(`  ${text}\n`);
      draw();
    },
  };
}

function appendedBoard(stream: NodeJS.WriteStream): Board {
  const shown = new Map<string, string>();
  return {
    show(rows) {
      for (const row of rows) {
        // Without the seconds until a retry, which change all the time.
        const state = row.status.replace(/ in .*/, "").replaceAll(/\d\b/g, "0");
        if (shown.get(row.job) === state) continue;
        shown.set(row.job, state);
        stream.write(`${lineOf(row)}\n`);
      }
    },
    say: (text) => void stream.write(`  ${text}\n`),
  };
}

function lineOf({ job, status, attempts, wait, run }: Row): string {
  const times = `${attempts.padStart(8)} ${wait.padStart(8)} ${run.padStart(8)}`;
  return `  ${job.padEnd(27)} ${status.padEnd(22)} ${times}`;
}

/** Colours only what fits: a cropped line might lose the end of a colour. */
function coloured(row: Row, stream: NodeJS.WriteStream): string {
  const line = crop(lineOf(row), stream);
  const paint = COLOURS.find(([word]) => word.test(row.status))?.[1];
  return paint ? line.replace(row.status, paint) : line;
}

function crop(line: string, { columns }: NodeJS.WriteStream): string {
  return columns ? line.slice(0, columns - 1) : line;
}
