import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, CopyableLink, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMinutes } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"passwordReset">;

export function subject(): string {
  return `Reset your ${brand.name} password`;
}

/** To somebody who asked for a new password, or for whom somebody else did. */
export default function PasswordReset({ name, resetUrl, expiresInMinutes }: Data) {
  const validity = formatMinutes(expiresInMinutes);
  return (
    <Layout
      preview={`Choose a new password. The link works for ${validity}.`}
      heading="Reset your password"
      reason={`You get this mail because a new password was requested for your ${brand.name} account.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`Somebody asked to reset the password of your ${brand.name} account. If it was you, choose a new one:`}</Paragraph>
      <Action href={resetUrl} label="Choose a new password" />
      <Aside>
        {`The link works once, for ${validity}. If you did not ask for it, you can ignore this mail: your password stays as it is.`}
      </Aside>
      <CopyableLink href={resetUrl} />
    </Layout>
  );
}

PasswordReset.PreviewProps = previews.passwordReset.data;
