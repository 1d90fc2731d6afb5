import type { EmailData } from "@/lib/emails/jobs";
import { Action, Aside, Details, Paragraph } from "./blocks";
import { brand } from "./brand";
import { Layout } from "./layout";
import { previews } from "./previews";

type Data = EmailData<"alert">;

export function subject({ environment, headline }: Data): string {
  return `[${environment}] ${headline}`;
}

/** To the operators, when background jobs need somebody or are well again. */
export default function Alert({ environment, headline, list, appUrl }: Data) {
  return (
    <Layout
      preview={headline}
      heading={headline}
      reason={`You get this mail because you operate ${brand.name}.`}
    >
      {list.split("\n").map((line) => (
        <Paragraph key={line}>{line}</Paragraph>
      ))}
      <Details rows={[["Environment", environment]]} />
      <Action href={appUrl} label="Open the app" />
      <Aside>You get another mail when an alert is over.</Aside>
    </Layout>
  );
}

Alert.PreviewProps = previews.alert.data;
