import { AwsV4Signer } from "aws4fetch";
import { attachment } from "@/lib/http/content-disposition";
import type { Storage } from "@/lib/storage/storage";
import { bucketAddress } from "./bucket-address";
import type { S3Config } from "./s3-config";

/** An address that gives out one file for a while, under the name that people know it by, to be saved and not kept. */
export async function presigned(
  config: S3Config,
  key: string,
  { fileName, contentType, expiresSeconds }: Parameters<Storage["presignGet"]>[1],
): Promise<string> {
  const { accessKeyId, secretAccessKey, region } = config;
  const url = bucketAddress(config, key, {
    "X-Amz-Expires": String(expiresSeconds),
    "response-cache-control": "private, no-store",
    "response-content-disposition": attachment(fileName),
    "response-content-type": contentType,
  });
  const signer = new AwsV4Signer({
    method: "GET",
    url: url.href,
    accessKeyId,
    secretAccessKey,
    region,
    service: "s3",
    signQuery: true,
  });
  // A blank as %20: not every store reads a plus as one, and then the signature would be wrong.
  return (await signer.sign()).url.href.replaceAll("+", "%20");
}
