import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMoment } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"emailChanged">;

export function subject(): string {
  return `Your ${brand.name} email address was changed`;
}

/** To the old address, so that a stranger's change does not stay unseen. */
export default function EmailChanged({ name, newEmail, changedAt, supportUrl }: Data) {
  return (
    <Layout
      preview="If this was you, there is nothing to do."
      heading="Your email address was changed"
      reason={`You get this mail because it concerns the security of your ${brand.name} account.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`The address of your ${brand.name} account was changed to ${newEmail} on ${formatMoment(changedAt)}. From now on we write there, and you sign in with it.`}</Paragraph>
      <Paragraph>
        If this was you, there is nothing to do. If it was not, somebody else is in your account: write to us
        right away.
      </Paragraph>
      <Action href={supportUrl} label={`Go to ${brand.name}`} />
      <Aside>This is the last mail about your account to this address.</Aside>
    </Layout>
  );
}

EmailChanged.PreviewProps = previews.emailChanged.data;
