import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatDay, formatMoney } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"paymentFailed">;

export function subject({ organizationName }: Data): string {
  return `The payment for ${organizationName} did not go through`;
}

/** To whoever pays, when a charge failed. */
export default function PaymentFailed({
  name,
  organizationName,
  price,
  cardLast4,
  retriesAt,
  billingUrl,
}: Data) {
  return (
    <Layout
      preview={`We could not charge ${formatMoney(price)}. Please check your payment details.`}
      heading="Your payment did not go through"
      reason={`You get this mail because you pay for ${organizationName} at ${brand.name}.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`We could not collect the payment for ${organizationName}. Often the card has expired or the bank asks for a confirmation.`}</Paragraph>
      <Details
        rows={[
          ["Amount", formatMoney(price)],
          ["Card", cardLast4 === undefined ? null : `ending in ${cardLast4}`],
          ["Next try", retriesAt === undefined ? null : formatDay(retriesAt)],
        ]}
      />
      <Action href={billingUrl} label="Update payment details" />
      <Aside>
        {retriesAt === undefined
          ? LAST_TRY
          : "If your details are up to date, you can wait for the next try."}
      </Aside>
    </Layout>
  );
}

const LAST_TRY =
  "We do not try again by ourselves. Once your details are up to date, you can pay under billing.";

PaymentFailed.PreviewProps = previews.paymentFailed.data;
