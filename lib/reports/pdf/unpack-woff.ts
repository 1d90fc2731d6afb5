import { inflateSync } from "node:zlib";

const HEADER = 44;
const ENTRY = 20;

/**
 * The font inside of a WOFF file. The font library would unpack it too, but fails on streams that zlib reads: of
 * Noto Sans SC on the file with 們, 別 and 場.
 *
 * @returns a file of another form as it is.
 */
export function unpackWoff(file: Buffer): Buffer {
  if (file.toString("latin1", 0, 4) !== "wOFF") return file;
  const count = file.readUInt16BE(12);
  const directory = Buffer.alloc(12 + 16 * count);
  file.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (let at = 0; at < count; at += 1) {
    const { tag, checksum, bytes } = readTable(file, HEADER + ENTRY * at);
    const entry = 12 + 16 * at;
    tag.copy(directory, entry);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(bytes.length, entry + 12);
    const padding = Buffer.alloc(-bytes.length & 3);
    parts.push(bytes, padding);
    offset += bytes.length + padding.length;
  }
  return Buffer.concat(parts);
}

function readTable(file: Buffer, entry: number) {
  const start = file.readUInt32BE(entry + 4);
  const packed = file.readUInt32BE(entry + 8);
  const length = file.readUInt32BE(entry + 12);
  const bytes = file.subarray(start, start + packed);
  return {
    tag: file.subarray(entry, entry + 4),
    checksum: file.readUInt32BE(entry + 16),
    bytes: packed < length ? inflateSync(bytes, { maxOutputLength: length }) : bytes,
  };
}
