import { randomUUID } from "node:crypto";
import { env } from "@/lib/env/env";
import { storage } from "@/lib/storage/configured";
import { type Finding, failure, ok, warning } from "./finding";
import { reasonOf } from "./reason-of";

/** Whether files can be written, read and deleted: by one small file, which does not stay. */
export async function checkStorage(): Promise<Finding[]> {
  const { STORAGE_DRIVER, STORAGE_DIR, S3_BUCKET, NODE_ENV } = env();
  const where = STORAGE_DRIVER === "s3" ? `bucket ${S3_BUCKET ?? ""}` : `folder ${STORAGE_DIR}`;
  const key = `doctor/${randomUUID()}`;
  try {
    await storage().put(key, [new TextEncoder().encode("ok")], { contentType: "text/plain" });
    const written = await storage().head(key);
    await storage().delete(key);
    if (written?.bytes !== 2) return [failure("storage", `${where} does not keep what is written`, FIX)];
  } catch (error) {
    return [failure("storage", `${where} cannot be written to: ${reasonOf(error)}`, FIX)];
  }
  if (STORAGE_DRIVER === "local" && NODE_ENV === "production" && process.env.VERCEL === "1")
    return [warning("storage", `${where} is gone after each call on this host`, "set STORAGE_DRIVER=s3")];
  return [ok("storage", `${where} can be written to`)];
}

const FIX = "check STORAGE_DIR, or the S3_… variables and what the key may do in the bucket";
