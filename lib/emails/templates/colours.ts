const light = {
  page: "#f4f5f7",
  card: "#ffffff",
  line: "#e2e5ea",
  text: "#1b1f24",
  quiet: "#59616c",
} as const;
const dark = {
  page: "#101215",
  card: "#191c20",
  line: "#2d3239",
  text: "#e9ebee",
  quiet: "#a5adb8",
} as const;

/** Inline, for every mail client. White on the accent has a contrast of 6 to 1. */
export const colours = { ...light, accent: "#3157d5", onAccent: "#ffffff" } as const;

/** For the clients that follow the system's dark mode; the others keep the light colours as they are. */
export const darkStyles = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background-color: ${dark.page} !important; }
    .card { background-color: ${dark.card} !important; border-color: ${dark.line} !important; }
    .line { border-color: ${dark.line} !important; }
    .text { color: ${dark.text} !important; }
    .quiet { color: ${dark.quiet} !important; }
  }
  @media (max-width: 480px) {
    .card { padding: 28px 22px !important; }
  }
`;
