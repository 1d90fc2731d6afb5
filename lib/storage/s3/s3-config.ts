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
  };
}

function said(value: string | undefined, variable: string): string {
  if (value === undefined) throw new TypeError(`${variable} must be set for STORAGE_DRIVER=s3.`);
  return value;
}
