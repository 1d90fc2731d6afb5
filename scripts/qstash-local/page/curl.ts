import { isUtf8 } from "node:buffer";
import type { DeliverySpec } from "../engine/delivery-spec";

/** The command that sends the same request by hand, unsigned: for a destination that is being debugged. */
export function curlFor({ url, method, header, body }: DeliverySpec): string {
  const headers = [...header].flatMap(([name, values]) =>
    values.map((value) => `-H ${quoted(`${name}: ${value}`)}`),
  );
  return [`curl -X ${quoted(method)} ${quoted(url)}`, ...headers, ...dataOption(body)].join(" \\\n  ");
}

// Longer ones do not fit a command line everywhere.
const BODY_BYTES_MAX = 32 * 1024;

function dataOption(body: Buffer): string[] {
  if (body.length === 0) return [];
  if (body.length > BODY_BYTES_MAX || !isUtf8(body)) return ["--data-binary @body"];
  return [`--data-binary ${quoted(body.toString())}`];
}

/** For a POSIX shell: inside single quotes nothing has a meaning. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
