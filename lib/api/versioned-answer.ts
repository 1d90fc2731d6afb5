import { hasMatch } from "@/lib/http/etag";
import { lookLate, untilNews } from "./wait-for-change";
import { inWaitingPlace } from "./waiting-place";

/** One state of a thing that people watch. */
type Versioned = { version: string; isFinal: boolean };

type Watched<Found extends Versioned> = {
  /** Whose long poll it is. */
  actor: { userId: number };
  waitSeconds: number;
  /** The cheap look: which version there is. Null: there is none. */
  look: () => Promise<Found | null>;
  /** The whole thing, as the answer shows it. */
  read: () => Promise<(Found & { body: unknown }) | null>;
};

/** Changes whenever answers get another shape, so that nobody keeps an old one. */
const SHAPE = 1;

/**
 * Answers a watcher: 304 when they have this version, which costs no more than a look, else the whole thing. It may wait
 * for news: another version than theirs (`If-None-Match`); without one, another than the first look saw, unless that was
 * final.
 *
 * @returns null when there is no such thing.
 */
export async function versionedAnswer<Found extends Versioned>(
  request: Request,
  { actor, waitSeconds, look, read }: Watched<Found>,
): Promise<Response | null> {
  const isKeeping = request.headers.has("if-none-match");
  if (isKeeping || waitSeconds > 0) {
    const isNews = newsFor(request);
    const seen =
      waitSeconds === 0
        ? await look()
        : await inWaitingPlace(actor.userId, (hasPlace) =>
            hasPlace
              ? untilNews(request, { seconds: waitSeconds, read: look, isNews })
              : lookLate(request, waitSeconds, look),
          );
    if (seen === null) return null;
    if (hasMatch(request, etagOf(seen))) return new Response(null, { status: 304, headers: headersOf(seen) });
  }
  const found = await read();
  return found === null ? null : Response.json(found.body, { headers: headersOf(found) });
}

/** To who has a version another one is; `*` and nothing stand for the version that there was when they asked. */
function newsFor(request: Request): (found: Versioned) => boolean {
  const tags = request.headers.get("if-none-match")?.trim() ?? null;
  if (tags !== null && tags !== "*") return (found) => !hasMatch(request, etagOf(found));
  let first: string | null = null;
  return ({ version, isFinal }) => {
    first ??= version;
    return version !== first || (tags === null && isFinal);
  };
}

function etagOf({ version }: Versioned): string {
  return `"${SHAPE}-${version}"`;
}

function headersOf(found: Versioned): Record<string, string> {
  return {
    "Cache-Control": "private, no-cache",
    ETag: etagOf(found),
    ...(found.isFinal ? {} : { "Retry-After": "1" }),
  };
}
