import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMoment } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"passwordChanged">;

export function subject(): string {
  return `Your ${brand.name} password was changed`;
}

/** To everybody whose password changed, so that a stranger's change does not stay unseen. */
export default function PasswordChanged({ name, changedAt, resetUrl }: Data) {
  return (
    <Layout
      preview="If this was you, there is nothing to do."
      heading="Your password was changed"
      reason={`You get this mail because it concerns the security of your ${brand.name} account.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`The password of your ${brand.name} account was changed on ${formatMoment(changedAt)}.`}</Paragraph>
      <Paragraph>
        If this was you, there is nothing to do. If it was not, choose a new password right away:
      </Paragraph>
      <Action href={resetUrl} label="Reset your password" />
      <Aside>We never ask for your password, neither by mail nor on the phone.</Aside>
    </Layout>
  );
}

PasswordChanged.PreviewProps = previews.passwordChanged.data;
