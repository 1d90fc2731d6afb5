import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** 32 random bytes as text, from a file of mode 600 that is made when missing, so that sessions last. */
export async function keptSecret(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, randomSecret(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFile(file, "utf8");
}

/** 32 random bytes as text. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** A secret as Stripe shows one: what signs the events that the playground sends. */
export function stripeSecret(): string {
  return `whsec_${randomBytes(24).toString("hex")}`;
}
