import { env } from "@/lib/env/env";
import { localStorage } from "./local/local-storage";
import { s3Config } from "./s3/s3-config";
import { s3Storage } from "./s3/s3-storage";
import type { Storage } from "./storage";

let instance: Storage | undefined;

/** The storage that the environment names. @throws {EnvironmentError} */
export function storage(): Storage {
  instance ??= env().STORAGE_DRIVER === "s3" ? s3Storage(s3Config(env())) : localStorage(env().STORAGE_DIR);
  return instance;
}
