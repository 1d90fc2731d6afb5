import { filesBelow } from "@/tests/architecture/sources";

/** Every page of the app as Next.js names it, such as `/downloads/[artifactId]`. */
export function appPages(): string[] {
  return filesBelow("app", /^page\.tsx$/).map((file) => {
    // Groups are no part of the address.
    const folders = file
      .slice("app".length)
      .replace(/\/page\.tsx$/, "")
      .replaceAll(/\/\([^)]*\)/g, "");
    return folders === "" ? "/" : folders;
  });
}
