import { assertKey, assertPrefix } from "@/lib/storage/key";
import type { Storage } from "@/lib/storage/storage";
import { askStore } from "./ask-store";
import { getObject } from "./get-object";
import { headObject, nullIfMissing } from "./head-object";
import { listObjects } from "./listing";
import { presigned } from "./presigned";
import { putObject } from "./put-object";
import type { S3Config } from "./s3-config";
import { stagedUploads } from "./staged-uploads";
import { nativeUploads } from "./uploads";

/** Files in a bucket of AWS, R2, MinIO or any other store that speaks S3, which is asked over HTTP and nothing else. */
export function s3Storage(config: S3Config): Storage {
  return {
    put: async (key, body, options) => await putObject(config, assertKey(key), body, options),
    get: async (key, range) => await getObject(config, assertKey(key), range),
    head: async (key) => await headObject(config, assertKey(key)),
    async delete(key) {
      await askStore(config, { method: "DELETE", key: assertKey(key) }).catch(nullIfMissing);
    },
    list: (prefix) => listObjects(config, assertPrefix(prefix)),
    presignGet: async (key, options) => await presigned(config, assertKey(key), options),
    ...(config.uploads === "staged" ? stagedUploads(config) : nativeUploads(config)),
  };
}
