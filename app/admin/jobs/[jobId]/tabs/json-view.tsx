import { Icon } from "@/app/_components/icon";
import { CopyButton } from "@/app/admin/jobs/_parts/copy-button";
import { MASK } from "@/lib/jobs/secret";

/** Characters that are shown; of more, the beginning. */
const CHARS_MAX = 50_000;

/** A string with the colon of a name behind it, a string, a word or number, or anything else. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*|[^"\w-]+|./g;

/** Data as indented JSON: names, texts and numbers told apart, secrets as such. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const whole = JSON.stringify(value, null, 2) ?? "null";
  const text = whole.slice(0, CHARS_MAX);
  return (
    <div className="grid grid-cols-1 rounded-xl border bg-card">
      <div className="flex items-center justify-between border-b px-3 py-1">
        <span className="text-xs text-muted-foreground tabular-nums">
          {whole.length.toLocaleString("en")} characters
        </span>
        <CopyButton text={whole} label={label} />
      </div>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        aria-label={label}
        className="max-h-[40rem] overflow-auto p-3 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap"
      >
        {[...text.matchAll(TOKEN)].map((match) => (
          <Token key={match.index} text={match[0]} name={match[2] === undefined ? null : (match[1] ?? "")} />
        ))}
        {whole.length > CHARS_MAX && "…"}
      </pre>
    </div>
  );
}

function Token({ text, name }: { text: string; name: string | null }) {
  if (name !== null)
    return (
      <>
        <span className="text-primary">{name}</span>:
      </>
    );
  if (text === `"${MASK}"`)
    return (
      <span className="rounded-sm bg-muted px-1 text-muted-foreground" title="A secret: nobody is shown it">
        <Icon name="lock" className="mr-1 inline size-3 align-[-0.1em]" />
        secret
      </span>
    );
  if (text.startsWith('"')) return <span className="text-success">{text}</span>;
  if (/^[-\dtfn]/.test(text)) return <span className="text-warning">{text}</span>;
  return <>{text}</>;
}
