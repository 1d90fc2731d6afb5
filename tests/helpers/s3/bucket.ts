import { createHash, randomUUID } from "node:crypto";

/** An answer of the store, without its framing. */
export type Answer = { status: number; headers?: Record<string, string>; body?: Buffer | string };

type Stored = { bytes: Buffer; type: string; etag: string; at: Date };
type Upload = { key: string; type: string; at: Date; parts: Map<number, Stored> };

/** Asks with the key, the query and the headers of a request. */
type Asked = { method: string; key: string; query: URLSearchParams; headers: Headers; body: Buffer };

const LEAST = 5 * 1024 * 1024;

/** What a bucket does, in memory. With `equalParts` it is as strict about parts as R2; pages of lists are two long. */
export function memoryBucket(options: { equalParts: boolean }) {
  const objects = new Map<string, Stored>();
  const uploads = new Map<string, Upload>();
  return { objects, uploads, answer: (asked: Asked): Answer => verb(asked)(asked) };

  function verb({ method, key, query }: Asked): (asked: Asked) => Answer {
    if (key === "") return query.has("uploads") ? listUploads : listObjects;
    if (query.has("uploads")) return begin;
    if (query.has("uploadId")) return { PUT: putPart, POST: complete, DELETE: abort }[method] ?? unknown;
    return { PUT: put, GET: get, HEAD: get, DELETE: remove }[method] ?? unknown;
  }

  function put({ key, headers, body }: Asked): Answer {
    const stored = newStored(body, headers.get("content-type") ?? "");
    objects.set(key, stored);
    return { status: 200, headers: { ETag: stored.etag } };
  }

  function get({ key, headers, query }: Asked): Answer {
    const found = objects.get(key);
    if (found === undefined) return refusal(404, "NoSuchKey");
    if ((headers.get("if-match") ?? found.etag) !== found.etag) return refusal(412, "PreconditionFailed");
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.get("range") ?? "") ?? [];
    const start = Number(from ?? 0);
    const total = found.bytes.length;
    if (from !== undefined && start >= total) return refusal(416, "InvalidRange");
    const body = found.bytes.subarray(start, to ? Number(to) + 1 : total);
    return {
      status: from === undefined ? 200 : 206,
      headers: {
        ETag: found.etag,
        "Last-Modified": found.at.toUTCString(),
        "Content-Length": String(body.length),
        "Content-Type": query.get("response-content-type") ?? found.type,
        ...over(query, "response-content-disposition", "Content-Disposition"),
        ...over(query, "response-cache-control", "Cache-Control"),
        ...(from === undefined
          ? {}
          : { "Content-Range": `bytes ${start}-${start + body.length - 1}/${total}` }),
      },
      body,
    };
  }

  function remove({ key }: Asked): Answer {
    objects.delete(key);
    return { status: 204 };
  }

  function begin({ key, headers }: Asked): Answer {
    const id = randomUUID();
    uploads.set(id, { key, type: headers.get("content-type") ?? "", at: new Date(), parts: new Map() });
    return { status: 200, body: `<Result><UploadId>${id}</UploadId></Result>` };
  }

  function putPart({ query, body }: Asked): Answer {
    const upload = uploads.get(query.get("uploadId") ?? "");
    if (upload === undefined) return refusal(404, "NoSuchUpload");
    const part = newStored(body, "");
    upload.parts.set(Number(query.get("partNumber")), part);
    return { status: 200, headers: { ETag: part.etag } };
  }

  function complete({ key, query, body }: Asked): Answer {
    const id = query.get("uploadId") ?? "";
    const upload = uploads.get(id);
    if (upload?.key !== key) return refusal(404, "NoSuchUpload");
    const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g)].map(
      ([, number = "", etag = ""]) => ({ number: Number(number), etag }),
    );
    const parts = wanted.map(({ number }) => upload.parts.get(number));
    if (!wanted.every(({ etag }, index) => parts[index]?.etag === etag)) return refusal(400, "InvalidPart");
    const sizes = parts.map((part) => part?.bytes.length ?? 0);
    const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
    if (sizes.slice(0, -1).some((size) => size < LEAST)) return refusal(400, "EntityTooSmall");
    if (options.equalParts && (last > first || sizes.slice(0, -1).some((size) => size !== first)))
      return refusal(400, "InvalidPart");
    objects.set(key, newStored(Buffer.concat(parts.flatMap((part) => part?.bytes ?? [])), upload.type));
    uploads.delete(id);
    return { status: 200, body: `<Result><ETag>"whole-${wanted.length}"</ETag></Result>` };
  }

  function abort({ query }: Asked): Answer {
    const gone = uploads.delete(query.get("uploadId") ?? "");
    return gone ? { status: 204 } : refusal(404, "NoSuchUpload");
  }

  function listObjects({ query }: Asked): Answer {
    const token = query.get("continuation-token") ?? "";
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "")).toSorted();
    const page = keys.filter((key) => key > token).slice(0, 2);
    const rows = page.map((key) => {
      const { bytes, at } = objects.get(key) ?? newStored(Buffer.alloc(0), "");
      return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`;
    });
    const more =
      page.at(-1) !== keys.at(-1) ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    return { status: 200, body: `<R><IsTruncated>${more !== ""}</IsTruncated>${rows.join("")}${more}</R>` };
  }

  function listUploads({ query }: Asked): Answer {
    const after = query.get("upload-id-marker") ?? "";
    const ids = [...uploads.keys()]
      .filter((id) => uploads.get(id)?.key.startsWith(query.get("prefix") ?? ""))
      .toSorted();
    const page = ids.filter((id) => id > after).slice(0, 2);
    const rows = page.map((id) => {
      const { key, at } = uploads.get(id) ?? { key: "", at: new Date() };
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at.toISOString()}</Initiated></Upload>`;
    });
    const more =
      page.at(-1) !== ids.at(-1)
        ? `<NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>${page.at(-1)}</NextUploadIdMarker>`
        : "";
    return { status: 200, body: `<R><IsTruncated>${more !== ""}</IsTruncated>${rows.join("")}${more}</R>` };
  }
}

export function refusal(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>As asked for</Message></Error>` };
}

function unknown(): Answer {
  return refusal(405, "MethodNotAllowed");
}

function over(query: URLSearchParams, name: string, header: string): Record<string, string> {
  const value = query.get(name);
  return value === null ? {} : { [header]: value };
}

function newStored(bytes: Buffer, type: string): Stored {
  const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  return { bytes, type, etag, at: new Date() };
}
