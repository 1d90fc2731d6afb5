import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"jobFailed">;

export function subject({ jobName }: Data): string {
  return `${jobName} did not work`;
}

/** To whoever waits for a job that has failed for good. */
export default function JobFailed({ name, jobName, reason, detailsUrl }: Data) {
  return (
    <Layout
      preview="It has stopped, and is not tried again by itself."
      heading={`${jobName} did not work`}
      reason={`You get this mail because you started this at ${brand.name}.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`${jobName} did not work. It has stopped, and is not tried again by itself.`}</Paragraph>
      <Details rows={[["Reason", reason ?? null]]} />
      <Action href={detailsUrl} label="See what happened" />
      <Aside>If it fails once more, answer this mail or write to our support.</Aside>
    </Layout>
  );
}

JobFailed.PreviewProps = previews.jobFailed.data;
