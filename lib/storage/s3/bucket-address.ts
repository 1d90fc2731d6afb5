import type { S3Config } from "./s3-config";

/** Where an object lies, or without a key the bucket itself. Keys have no character that an address would escape. */
export function bucketAddress(
  { endpoint, bucket, addressing }: S3Config,
  key: string,
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(endpoint);
  if (addressing === "host") url.host = `${bucket}.${url.host}`;
  url.pathname = addressing === "host" ? `/${key}` : `/${bucket}${key === "" ? "" : `/${key}`}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
