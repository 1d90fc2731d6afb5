import { filesBelow, readText } from "@/tests/architecture/sources";

/** One thing that the app answers to, as its file has it: `GET /api/v1/status/[jobId]`. Pages answer to GET. */
export type AppRoute = { name: string; method: string; path: string; isPage: boolean };

/** Everything that the app answers to, from the app folder. */
export function appRoutes(): AppRoute[] {
  const pages = filesBelow("app", /^page\.tsx$/).map((file) => routeOf("GET", file, true));
  const routes = filesBelow("app", /^route\.ts$/).flatMap((file) =>
    methodsIn(readText(file)).map((method) => routeOf(method, file, false)),
  );
  return [...pages, ...routes];
}

function routeOf(method: string, file: string, isPage: boolean): AppRoute {
  const folders = file
    .slice("app".length)
    .replace(/\/(page\.tsx|route\.ts)$/, "")
    // Groups are no part of the address.
    .replaceAll(/\/\([^)]*\)/g, "");
  const path = folders === "" ? "/" : folders;
  return { name: `${method} ${path}`, method, path, isPage };
}

const EXPORTED =
  /export (?:const|async function|function) (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b|\bas (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;

function methodsIn(source: string): string[] {
  return [...source.matchAll(EXPORTED)].map(([, one, other]) => one ?? other ?? "");
}
