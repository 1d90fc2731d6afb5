import type { CSSProperties, ReactNode } from "react";
import { Body, Container, Head, Heading, Html, Preview, Section, Text } from "react-email";
import { brand } from "./brand";
import { colours, darkStyles } from "./colours";

const FONTS = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

type LayoutProps = {
  /** What inboxes show after the subject; not seen in the mail itself. */
  preview: string;
  heading: string;
  /** Why this person gets this mail; the last line. */
  reason: string;
  children: ReactNode;
};

/** The frame of every mail: mark, card, heading, reason. Tables and inline styles, as mail clients need them. */
export function Layout({ preview, heading, reason, children }: LayoutProps) {
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{heading}</title>
        <style>{darkStyles}</style>
      </Head>
      <Body
        className="page"
        style={{ margin: 0, padding: 0, backgroundColor: colours.page, fontFamily: FONTS }}
      >
        <Preview useTitleTag={false}>{preview}</Preview>
        <Cell className="page" style={page}>
          <Container style={{ maxWidth: 520 }}>
            <Mark />
            <Cell className="card" style={card}>
              <Heading as="h1" className="text" style={title}>
                {heading}
              </Heading>
              {children}
            </Cell>
            <Text className="quiet" style={footer}>
              {reason}
            </Text>
          </Container>
        </Cell>
      </Body>
    </Html>
  );
}

/** A table of one cell: the box whose class may change padding and colours in every client. */
function Cell({
  className,
  style,
  children,
}: {
  className: string;
  style: CSSProperties;
  children: ReactNode;
}) {
  return (
    <table
      width="100%"
      cellPadding="0"
      cellSpacing="0"
      role="presentation"
      style={{ borderCollapse: "separate" }}
    >
      <tbody>
        <tr>
          <td className={className} style={style}>
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Mark() {
  return (
    <Section style={{ padding: "0 4px 20px" }}>
      <span style={mark} data-skip-in-text="true">
        {brand.mark}
      </span>
      <span
        className="text"
        style={{ color: colours.text, fontSize: 17, fontWeight: 600 }}
        data-skip-in-text="true"
      >
        {brand.name}
      </span>
    </Section>
  );
}

const page = { padding: "40px 12px", backgroundColor: colours.page } as const;

const mark = {
  display: "inline-block",
  minWidth: 28,
  marginRight: 10,
  borderRadius: 7,
  backgroundColor: colours.accent,
  color: colours.onAccent,
  fontSize: 15,
  fontWeight: 700,
  lineHeight: "28px",
  textAlign: "center",
} as const;

const card = {
  padding: "36px 40px",
  border: `1px solid ${colours.line}`,
  borderRadius: 12,
  backgroundColor: colours.card,
} as const;

const title = {
  margin: "0 0 16px",
  color: colours.text,
  fontSize: 22,
  fontWeight: 600,
  lineHeight: "30px",
  overflowWrap: "anywhere",
} as const;

const footer = {
  margin: "20px 4px 0",
  color: colours.quiet,
  fontSize: 13,
  lineHeight: "20px",
  overflowWrap: "anywhere",
} as const;
