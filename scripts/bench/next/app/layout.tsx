import type { ReactNode } from "react";

/** Next asks for one; the bench has no page. */
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
