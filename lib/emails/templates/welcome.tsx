import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Paragraph } from "./blocks";
import { brand } from "./brand";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"welcome">;

export function subject(): string {
  return `Welcome to ${brand.name}`;
}

/** To somebody who just signed up. */
export default function Welcome({ name, dashboardUrl }: Data) {
  return (
    <Layout
      preview="Your account is ready. Here is where to start."
      heading={`Welcome, ${name}`}
      reason={`You get this mail because you signed up for ${brand.name}.`}
    >
      <Paragraph>{`Your ${brand.name} account is ready, and it is good to have you here.`}</Paragraph>
      <Paragraph>
        Your dashboard is where everything starts: set up your team, then take it from there.
      </Paragraph>
      <Action href={dashboardUrl} label="Open your dashboard" />
      <Aside>You can invite the people you work with at any time from your team settings.</Aside>
    </Layout>
  );
}

Welcome.PreviewProps = previews.welcome.data;
