import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import type { FileJob } from "./file-job";
import { FileRow } from "./file-row";
import type { RunAgainAction } from "./run-again";

type FileListProps = {
  /** Where the list is, such as `/exports`. */
  path: string;
  jobs: readonly FileJob[];
  next: string | null;
  isFirstPage: boolean;
  drawnAt: number;
  runAgain: RunAgainAction;
  /** Of the page that was drawn. */
  formKey: string;
  /** What to say where there never was one. */
  never: { title: string; text: string };
};

/** Files and those to come, newest first, page by page. */
export function FileList({
  path,
  jobs,
  next,
  isFirstPage,
  drawnAt,
  runAgain,
  formKey,
  never,
}: FileListProps) {
  if (jobs.length === 0)
    return <Empty {...(isFirstPage ? never : NOTHING_HERE)} path={isFirstPage ? null : path} />;
  return (
    <>
      <ol className="grid grid-cols-1 gap-3">
        {jobs.map((job) => (
          <FileRow key={job.jobId} job={job} drawnAt={drawnAt} runAgain={runAgain} formKey={formKey} />
        ))}
      </ol>
      <nav aria-label="Pages" className="flex justify-between gap-3">
        {isFirstPage ? (
          <span />
        ) : (
          <Link href={path} className={buttonStyle("outline")}>
            Newest
          </Link>
        )}
        {next !== null && (
          <Link href={`${path}?before=${next}`} className={buttonStyle("outline")}>
            Older
          </Link>
        )}
      </nav>
    </>
  );
}

const NOTHING_HERE = { title: "Nothing on this page", text: "What was here is not kept any more." };

function Empty({ title, text, path }: { title: string; text: string; path: string | null }) {
  return (
    <div className="grid justify-items-center gap-1 rounded-xl border border-dashed px-4 py-14 text-center">
      <p className="font-medium">{title}</p>
      <p className="max-w-xs text-sm text-muted-foreground">{text}</p>
      {path !== null && (
        <Link href={path} className={`${buttonStyle("outline")} mt-3`}>
          Newest
        </Link>
      )}
    </div>
  );
}
