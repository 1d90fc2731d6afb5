import type { Env } from "@/lib/env/env";

/** Where a bucket is, and who asks. */
export type S3Config = {
  /** Such as `https://s3.eu-central-1.amazonaws.com`, without the bucket. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where the bucket's name stands in the address. */
  addressing: "path" | "host";
  /** `native`: by the store itself, which may get parts of any size. `staged`: the parts lie beside each other until they are one file. */
  uploads: "native" | "staged";
};

/** What the environment says; it was checked that all of it is there. */
export function s3Config(env: Env): S3Config {
  return {
    endpoint: said(env.S3_ENDPOINT, "S3_ENDPOINT"),
    region: env.S3_REGION,
    bucket: said(env.S3_BUCKET, "S3_BUCKET"),
    accessKeyId: said(env.S3_ACCESS_KEY_ID, "S3_ACCESS_KEY_ID"),
    secretAccessKey: said(env.S3_SECRET_ACCESS_KEY, "S3_SECRET_ACCESS_KEY"),
    addressing: env.S3_ADDRESSING,
    uploads: env.S3_UPLOADS ?? usualUploads(env.S3_ENDPOINT),
  };
}

/** R2 puts together parts of one size only. */
function usualUploads(endpoint: string | undefined): S3Config["uploads"] {
  return endpoint?.endsWith(".r2.cloudflarestorage.com") ? "staged" : "native";
}

function said(value: string | undefined, variable: string): string {
  if (value === undefined) throw new TypeError(`${variable} must be set for STORAGE_DRIVER=s3.`);
  return value;
}
