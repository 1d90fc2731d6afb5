/** The first and the last byte, from 0. */
type ByteRange = { start: number; end: number };

/**
 * What a Range header asks for of a file (RFC 9110 §14). One range only: of several, and of what is no range of bytes,
 * a server may give the whole file.
 *
 * @param total the file's size in bytes.
 * @returns `whole` for no range, `none` for a range that the file does not have.
 */
export function byteRange(header: string | null, total: number): ByteRange | "whole" | "none" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (match === null) return "whole";
  const [, from = "", to = ""] = match;
  if (from === "") return to === "" ? "whole" : lastBytes(Number(to), total);
  const start = Number(from);
  const end = to === "" ? total - 1 : Math.min(Number(to), total - 1);
  if (to !== "" && Number(to) < start) return "whole";
  return start < total ? { start, end } : "none";
}

function lastBytes(count: number, total: number): ByteRange | "none" {
  return count === 0 || total === 0 ? "none" : { start: Math.max(0, total - count), end: total - 1 };
}
