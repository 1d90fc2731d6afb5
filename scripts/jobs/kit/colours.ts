import pc from "picocolors";

/** Colours for what goes to stdout. */
export const colours = coloursFor(process.stdout);

/** Colours for what goes to stderr. */
export const errorColours = coloursFor(process.stderr);

/** NO_COLOR wins, then FORCE_COLOR, then whether anybody looks. */
function coloursFor({ isTTY }: { isTTY?: boolean }) {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = process.env;
  if (NO_COLOR !== "") return pc.createColors(false);
  if (FORCE_COLOR !== "") return pc.createColors(FORCE_COLOR !== "0");
  return pc.createColors(isTTY === true && TERM !== "dumb");
}
