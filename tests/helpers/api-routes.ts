import { z } from "zod";
import { isOtherMethod } from "@/lib/http/other-methods";
import { filesBelow } from "@/tests/architecture/sources";
import type { Routes } from "./route-server";

type Params = Record<string, string>;
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** One route below `app/api/v1`, as Next serves it. */
export type ApiRoute = {
  /** With the names of its parameters, as in `/api/v1/status/{jobId}`. */
  path: string;
  /** What it answers to. */
  methods: string[];
  /** The parameters of a path; null for another route's. */
  match(path: string): Params | null;
  handle: Handler;
};

/** All routes of the public API, by their files, those without parameters first: new ones come along by themselves. */
export async function apiRoutes(): Promise<ApiRoute[]> {
  const files = filesBelow("app/api/v1").filter(
    (file) => file.endsWith("/route.ts") && !file.includes("[..."),
  );
  const routes = await Promise.all(files.map(readRoute));
  return routes.toSorted((a, b) => a.path.split("{").length - b.path.split("{").length);
}

/** The same for `startApp`. */
export async function servedApiRoutes(): Promise<Routes> {
  const routes = await apiRoutes();
  return {
    "/api/v1/*": async (request) => {
      const { pathname } = new URL(request.url);
      for (const route of routes) {
        const params = route.match(pathname);
        if (params !== null) return await route.handle(request, { params: Promise.resolve(params) });
      }
      return new Response(null, { status: 404 });
    },
  };
}

async function readRoute(file: string): Promise<ApiRoute> {
  const found = z.record(z.string(), z.unknown()).parse(await import(/* @vite-ignore */ `@/${file}`));
  const path = `/${file.replace(/^app\//, "").replace(/\/route\.ts$/, "")}`.replaceAll(/\[(\w+)\]/g, "{$1}");
  const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
  const methods = METHODS.filter((method) => {
    const handler = found[method];
    return isHandler(handler) && !isOtherMethod(handler);
  });
  return {
    path,
    methods,
    match: (pathname) => {
      const groups = pattern.exec(pathname)?.groups;
      if (groups === undefined) return pattern.test(pathname) ? {} : null;
      return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
    },
    handle: async (request, context) => {
      const handler = found[request.method === "HEAD" ? "GET" : request.method];
      if (!isHandler(handler))
        return new Response(null, { status: 405, headers: { Allow: methods.join(", ") } });
      return await handler(request, context);
    },
  };
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

/** Next decodes what it can, too. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
