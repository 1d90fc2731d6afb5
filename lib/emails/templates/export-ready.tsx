import { fileSize } from "@/lib/artifacts/file-size";
import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatCount, formatMoment } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"exportReady">;

export function subject({ exportName }: Data): string {
  return `${exportName} is ready`;
}

/** To whoever asked for an export. The link asks for sign-in: the mail gives nothing away. */
export default function ExportReady({ name, exportName, rows, bytes, downloadUrl, expiresAt }: Data) {
  return (
    <Layout
      preview={`${formatCount(rows, "row")}, ${fileSize(bytes)}.`}
      heading={`${exportName} is ready`}
      reason={`You get this mail because an export at ${brand.name} names your address.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`${exportName} is ready. Sign in to download it.`}</Paragraph>
      <Details
        rows={[
          ["Rows", rows.toLocaleString("en-GB")],
          ["Size", fileSize(bytes)],
          ["Kept until", formatMoment(expiresAt)],
        ]}
      />
      <Action href={downloadUrl} label="Download the file" />
      <Aside>After that the file is removed; the export can be run again.</Aside>
    </Layout>
  );
}

ExportReady.PreviewProps = previews.exportReady.data;
