import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, CopyableLink, Paragraph } from "./blocks";
import { brand } from "./brand";
import { formatMoment } from "./format";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"teamInvitation">;

export function subject({ inviterName, organizationName }: Data): string {
  return `${inviterName} invited you to ${organizationName} on ${brand.name}`;
}

const ROLES = { owner: "an owner", admin: "an admin", member: "a member" } as const;

/** To somebody who is invited into an organization, with or without an account. */
export default function TeamInvitation({ inviterName, organizationName, role, acceptUrl, expiresAt }: Data) {
  return (
    <Layout
      preview={`Join ${organizationName} on ${brand.name} as ${ROLES[role]}.`}
      heading={`Join ${organizationName} on ${brand.name}`}
      reason={`You get this mail because ${inviterName} entered your address at ${brand.name}.`}
    >
      <Paragraph>{`${inviterName} invited you to join ${organizationName} as ${ROLES[role]}.`}</Paragraph>
      <Action href={acceptUrl} label="Accept the invitation" />
      <Aside>
        {`The invitation is valid until ${formatMoment(expiresAt)}. If you do not know ${inviterName}, you can ignore this mail.`}
      </Aside>
      <CopyableLink href={acceptUrl} />
    </Layout>
  );
}

TeamInvitation.PreviewProps = previews.teamInvitation.data;
