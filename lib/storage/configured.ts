import { env } from "@/lib/env/env";
import { localStorage } from "./local/local-storage";
import type { Storage } from "./storage";

let instance: Storage | undefined;

/** The storage that the environment names. @throws {EnvironmentError} */
export function storage(): Storage {
  instance ??= localStorage(env().STORAGE_DIR);
  return instance;
}
