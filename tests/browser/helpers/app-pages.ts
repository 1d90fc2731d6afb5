import { filesBelow } from "@/tests/architecture/sources";

/** Every page of the app as Next.js names it, such as `/downloads/[artifactId]`. */
export function appPages(): string[] {
  return routesOf(/\/page\.tsx$/);
}

function routesOf(file: RegExp): string[] {
  return filesBelow("app", file).map((path) => {
    const folders = path
      .replace(/^app/, "")
      .replace(file, "")
      // Groups are no part of the address.
      .replaceAll(/\/\([^)]*\)/g, "");
    return folders === "" ? "/" : folders;
  });
}
