import type { ReactNode } from "react";
import { Button, Link, Section, Text } from "react-email";
import { colours } from "./colours";

/** One paragraph. */
export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="text" style={{ ...running, color: colours.text }}>
      {children}
    </Text>
  );
}

/** A paragraph of lesser weight: expiry, what to do when it was not you. */
export function Aside({ children }: { children: ReactNode }) {
  return (
    <Text
      className="quiet"
      style={{ ...running, margin: "0", color: colours.quiet, fontSize: 14, lineHeight: "22px" }}
    >
      {children}
    </Text>
  );
}

/** The one thing to do, and the same address to copy for those whose client shows no button. */
export function Action({ href, label }: { href: string; label: string }) {
  return (
    <Section style={{ margin: "24px 0 28px" }}>
      <Button href={href} className="action" style={button}>
        {label}
      </Button>
    </Section>
  );
}

/** The address of the action, written out. */
export function CopyableLink({ href }: { href: string }) {
  return (
    <Text className="quiet line" style={copyable} data-skip-in-text="true">
      If the button does not work, copy this address into your browser:
      <br />
      <Link href={href} className="quiet" style={{ color: colours.quiet, textDecoration: "underline" }}>
        {href}
      </Link>
    </Text>
  );
}

/** Facts as label and value; rows without a value are left out. */
export function Details({ rows }: { rows: readonly (readonly [label: string, value: string | null])[] }) {
  return (
    <table width="100%" cellPadding="0" cellSpacing="0" role="presentation" style={{ margin: "20px 0 4px" }}>
      <tbody>
        {rows.map(([label, value]) =>
          value === null ? null : (
            <tr key={label}>
              <td
                className="label quiet line"
                style={{ ...cell, paddingRight: 24, color: colours.quiet, whiteSpace: "nowrap" }}
              >
                {label}
              </td>
              <td
                className="value text line"
                style={{
                  ...cell,
                  width: "100%",
                  color: colours.text,
                  fontWeight: 500,
                  overflowWrap: "anywhere",
                }}
              >
                {value}
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

const running = { margin: "0 0 14px", fontSize: 16, lineHeight: "25px", overflowWrap: "anywhere" } as const;

const button = {
  padding: "13px 22px",
  borderRadius: 8,
  backgroundColor: colours.accent,
  color: colours.onAccent,
  fontSize: 16,
  fontWeight: 600,
} as const;

const copyable = {
  margin: "24px 0 0",
  paddingTop: 18,
  borderTop: `1px solid ${colours.line}`,
  color: colours.quiet,
  fontSize: 13,
  lineHeight: "20px",
  overflowWrap: "anywhere",
} as const;

const cell = {
  padding: "9px 0",
  borderTop: `1px solid ${colours.line}`,
  fontSize: 15,
  lineHeight: "22px",
  verticalAlign: "top",
} as const;
