import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, CopyableLink, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMinutes } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"emailChange">;

export function subject(): string {
  return `Confirm your new email address for ${brand.name}`;
}

/** To the new address, to prove that it belongs to the person who entered it. */
export default function EmailChange({ name, newEmail, confirmUrl, expiresInMinutes }: Data) {
  const validity = formatMinutes(expiresInMinutes);
  return (
    <Layout
      preview={`Confirm that ${newEmail} is yours. The link works for ${validity}.`}
      heading="Confirm your new address"
      reason={`You get this mail because this address was entered for an account at ${brand.name}.`}
    >
      <Paragraph>{`Hi ${name},`}</Paragraph>
      <Paragraph>{`You asked to use ${newEmail} for your ${brand.name} account. Confirm that this address is yours:`}</Paragraph>
      <Action href={confirmUrl} label="Confirm this address" />
      <Aside>
        {`The link works once, for ${validity}. Until then we keep writing to your old address. If you did not ask for this, you can ignore this mail: nothing changes.`}
      </Aside>
      <CopyableLink href={confirmUrl} />
    </Layout>
  );
}

EmailChange.PreviewProps = previews.emailChange.data;
