import { usageError } from "@/scripts/jobs/kit/command-error";

/** What a job and its files are called. */
export type Names = {
  /** `refund-payment` */
  type: string;
  slice: string;
  /** `refundPayment` */
  definition: string;
  /** `handleRefundPayment` */
  handler: string;
  /** `Refund payment` */
  sentence: string;
  jobs: string;
  handlers: string;
  route: string;
  test: string;
};

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Words that no variable may have for a name, and what the files import. */
const TAKEN =
  /^(arguments|await|break|case|catch|class|const|continue|debugger|default|defineJob|delete|do|else|enum|eval|export|extends|false|finally|for|function|handle|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|z)$/;

/** The names that follow from those that were given. @throws {CommandError} */
export function namesOf(type: string, slice: string): Names {
  assertKebab(type);
  assertKebab(slice);
  const words = type.split("-");
  const pascal = words.map(capital).join("");
  const definition = pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
  if (TAKEN.test(definition))
    throw usageError(
      `"${type}" cannot be a name`,
      `${definition} is a word of the language or of the engine`,
      "new",
    );
  return {
    type,
    slice,
    definition,
    handler: `handle${pascal}`,
    sentence: capital(words.join(" ")),
    jobs: `lib/${slice}/jobs.ts`,
    handlers: `lib/${slice}/handlers.ts`,
    route: `app/api/jobs/${type}/route.ts`,
    test: `tests/${slice}/${type}.test.ts`,
  };
}

function assertKebab(name: string): void {
  if (KEBAB.test(name) && name.length <= 60) return;
  throw usageError(
    `"${name}" cannot be a name`,
    "it takes lower-case words with hyphens between, such as refund-payment, at most 60 characters",
    "new",
  );
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
