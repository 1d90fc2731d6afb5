import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMoment } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"reportReady">;

export function subject({ reportName, periodText }: Data): string {
  return `${reportName}, ${periodText}`;
}

/** To each recipient of a report. The link asks for sign-in: the mail gives nothing away. */
export default function ReportReady({
  organizationName,
  reportName,
  periodText,
  downloadUrl,
  expiresAt,
}: Data) {
  return (
    <Layout
      preview={`${periodText}, ${organizationName}.`}
      heading={`${reportName} is ready`}
      reason={`You get this mail because a report at ${brand.name} names your address.`}
    >
      <Paragraph>{`${reportName} of ${organizationName} is ready. Sign in to read it.`}</Paragraph>
      <Details
        rows={[
          ["Period", periodText],
          ["Kept until", formatMoment(expiresAt)],
        ]}
      />
      <Action href={downloadUrl} label="Open the report" />
      <Aside>After that the file is removed; the report can be made again.</Aside>
    </Layout>
  );
}

ReportReady.PreviewProps = previews.reportReady.data;
