import type { Metadata } from "next";
import { SiteHeader } from "@/app/_components/site-header";
import { ProblemList } from "./problem-list";

export const metadata: Metadata = {
  title: "Problems",
  description: "Every problem the API answers with, and what to do about it.",
};

/** Where the `type` of each `application/problem+json` answer leads. */
export default function ProblemsPage() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid max-w-3xl gap-8 px-4 py-8">
        <div className="grid gap-3">
          <h1 className="text-2xl font-semibold tracking-tight">Problems</h1>
          <p className="text-pretty text-muted-foreground">
            A request that fails is answered with <code>application/problem+json</code> (RFC 9457). Its{" "}
            <code>type</code> leads to one of these, <code>detail</code> says what was wrong this time,{" "}
            <code>errors</code> points at each wrong value, and <code>requestId</code> is what to quote when
            you ask for help.
          </p>
        </div>
        <ProblemList />
      </main>
    </>
  );
}
