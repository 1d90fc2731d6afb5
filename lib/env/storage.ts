import type { EnvironmentProblem } from "./environment-error";

const NEEDED_FOR_S3 = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

/** What a storage needs that is not said by its variables one by one. */
export function storageProblems(given: Record<string, string | undefined>): EnvironmentProblem[] {
  if (given.STORAGE_DRIVER === "s3") {
    return NEEDED_FOR_S3.filter((variable) => given[variable] === undefined).map((variable) => ({
      variable,
      problem: "must be set for STORAGE_DRIVER=s3",
    }));
  }
  if (given.VERCEL === undefined) return [];
  return [
    {
      variable: "STORAGE_DRIVER",
      problem: "must be s3 on Vercel: the disk of a function is read-only and gone with it",
    },
  ];
}
