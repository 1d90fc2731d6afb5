import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import { CopyButton } from "@/app/admin/jobs/_parts/copy-button";

/** What others need to find the job: its id, its link, and the commands that show it. */
export function CopyMenu({ jobId, baseUrl }: { jobId: string; baseUrl: string }) {
  const texts = [
    { label: "id", text: jobId, keyName: "y" },
    { label: "link", text: `${baseUrl}/admin/jobs/${jobId}` },
    { label: "command", text: `pnpm jobs:inspect ${jobId}` },
    { label: "curl", text: `curl -H "Authorization: Bearer $API_KEY" ${baseUrl}/api/v1/status/${jobId}` },
  ];
  return (
    <details className="group relative">
      <summary className={`${buttonStyle("outline")} list-none [&::-webkit-details-marker]:hidden`}>
        <Icon name="copy" />
        Copy
      </summary>
      <dl className="absolute left-0 z-10 mt-1 grid w-96 max-w-[calc(100vw-2rem)] gap-2 rounded-xl border bg-popover p-3 text-sm shadow-lg max-sm:static max-sm:w-full">
        {texts.map(({ label, text, keyName }) => (
          <div key={label} className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-center gap-2">
            <dt className="text-muted-foreground capitalize">{label}</dt>
            <dd className="truncate font-mono text-xs" title={text}>
              {text}
            </dd>
            <CopyButton text={text} label={`Copy the ${label}`} {...(keyName && { keyName })} />
          </div>
        ))}
      </dl>
    </details>
  );
}
