import { mkdir } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { ClassicLevel } from "classic-level";
import { createDiskTable } from "./disk-table";
import type { Codec, Storage } from "./storage";
import { type Change, createWriter } from "./writer";

/** Raised when what is stored changes its shape: a folder of another version is refused, not misread. */
const FORMAT = 1;
const FORMAT_KEY = "format";

/**
 * Keeps everything in a LevelDB folder, created when missing. What the server answered for survives `kill -9`: the
 * answer waits for the write, and the operating system finishes what a dead process wrote. (A power cut may take the
 * last moments: writes are not forced to the disk.)
 *
 * @throws when another server uses the folder, when another version wrote it, or when it cannot be written.
 */
export async function openDiskStorage(folder: string): Promise<Storage> {
  const level = await openLevel(folder);
  const loaded = new Map(await level.iterator().all());
  await assertFormat(level, loaded, folder);
  const writer = createWriter((changes) => level.batch(changes.map(toOperation)));

  return {
    open<Value, Stored>(name: string, codec?: Codec<Value, Stored>) {
      const write = (change: Change) => writer.write({ ...change, key: `${name}/${change.key}` });
      return createDiskTable<Value, Stored>(takeTable(loaded, name), codec, write);
    },
    flushed: () => writer.flushed(),
    async close() {
      await writer.flushed();
      await level.close();
    },
  };
}

type Level = ClassicLevel<string, Buffer>;

async function openLevel(folder: string): Promise<Level> {
  try {
    // Signing keys lie in it.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const level: Level = new ClassicLevel(folder, { valueEncoding: "buffer" });
    await level.open();
    return level;
  } catch (error) {
    throw new Error(explain(error, folder), { cause: error });
  }
}

function explain(error: unknown, folder: string): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED")
    return `${folder} is in use by another server: stop it, or choose another folder`;
  return `cannot open ${folder}: ${String(cause ?? error)}`;
}

type Loaded = Map<string, Buffer>;

async function assertFormat(level: Level, loaded: Loaded, folder: string) {
  if (loaded.size === 0) return await level.put(FORMAT_KEY, serialize(FORMAT));
  const format = loaded.get(FORMAT_KEY);
  if (format?.equals(serialize(FORMAT))) return;
  const came = format ? String(deserialize(format)) : "none";
  await level.close();
  throw new Error(
    `${folder} has format ${came}, this version reads format ${FORMAT}: delete the folder, or choose another one`,
  );
}

/** The entries of one table; they are then no longer in `loaded`. */
function takeTable(loaded: Loaded, name: string): [string, Buffer][] {
  const prefix = `${name}/`;
  const mine = [...loaded].filter(([key]) => key.startsWith(prefix));
  for (const [key] of mine) loaded.delete(key);
  return mine.map(([key, value]) => [key.slice(prefix.length), value]);
}

function toOperation({ key, encode }: Change) {
  return encode ? { type: "put" as const, key, value: serialize(encode()) } : { type: "del" as const, key };
}
