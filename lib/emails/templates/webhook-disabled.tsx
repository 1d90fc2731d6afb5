import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"webhookDisabled">;

export function subject({ host }: Data): string {
  return `Your webhook to ${host} was disabled`;
}

/** To the admins of an organization one of whose webhook endpoints does not answer any more. */
export default function WebhookDisabled({ name, organizationName, host, cause, endpointsUrl }: Data) {
  return (
    <Layout
      preview={`${host} hears of nothing any more until somebody enables it again.`}
      heading="A webhook was disabled"
      reason={`You get this mail because you are an admin of ${organizationName} at ${brand.name}.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`We disabled a webhook endpoint of ${organizationName}. It hears of nothing any more, until somebody enables it again.`}</Paragraph>
      <Details
        rows={[
          ["Endpoint", host],
          ["Why", WHY[cause]],
        ]}
      />
      <Action href={endpointsUrl} label={`Open ${brand.name}`} />
      <Aside>What it missed can be sent once more, as long as the deliveries are kept.</Aside>
    </Layout>
  );
}

const WHY = {
  failing: "For five days no message was accepted",
  gone: "It answered 410 Gone, which asks us to stop",
};

WebhookDisabled.PreviewProps = previews.webhookDisabled.data;
