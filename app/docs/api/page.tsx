import type { Metadata } from "next";
import { SiteHeader } from "@/app/_components/site-header";
import { env } from "@/lib/env/env";
import { ApiReference } from "./api-reference";

export const metadata: Metadata = {
  title: "API",
  description: "Every route of the API: how it is called, what it takes, what it answers.",
};

export default function ApiPage() {
  return (
    <>
      <SiteHeader />
      <ApiReference baseUrl={env().BASE_URL} />
    </>
  );
}
