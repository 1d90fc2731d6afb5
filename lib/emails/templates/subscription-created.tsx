import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatDay, formatMoney } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"subscriptionCreated">;

export function subject({ planName }: Data): string {
  return `Your ${brand.name} ${planName} subscription is active`;
}

/** To whoever started a subscription. */
export default function SubscriptionCreated({
  name,
  organizationName,
  planName,
  price,
  interval,
  renewsAt,
  billingUrl,
}: Data) {
  return (
    <Layout
      preview={`${organizationName} is now on the ${planName} plan.`}
      heading="Your subscription is active"
      reason={`You get this mail because you started a subscription for ${organizationName} at ${brand.name}.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`Thank you for your order. ${organizationName} is now on the ${planName} plan:`}</Paragraph>
      <Details
        rows={[
          ["Organization", organizationName],
          ["Plan", planName],
          ["Price", `${formatMoney(price)} per ${interval}`],
          ["Renews on", formatDay(renewsAt)],
        ]}
      />
      <Action href={billingUrl} label="View billing" />
      <Aside>The subscription renews by itself. You find invoices and the way to cancel under billing.</Aside>
    </Layout>
  );
}

SubscriptionCreated.PreviewProps = previews.subscriptionCreated.data;
