import type { ShownOperation } from "./operations";

/** A call as it is typed into a shell; what differs from call to call is a variable. */
export function curlOf({ path, method, security, requestBody }: ShownOperation, baseUrl: string): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${shellName(name)}`);
  const body = requestBody?.content["application/json"].example;
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}"${baseUrl}${address}"`,
    ...(security.length === 0 ? [] : ['-H "Authorization: Bearer $API_KEY"']),
    ...(body === undefined
      ? []
      : [
          '-H "Content-Type: application/json"',
          `-d '${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`,
        ]),
  ].join(" \\\n  ");
}

/** `jobId` is `JOB_ID`. */
function shellName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
