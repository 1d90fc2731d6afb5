import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { buttonStyle } from "@/app/_components/button-style";
import { PersonHeader } from "@/app/_people/person-header";
import type { Artifact, ArtifactKind } from "@/lib/artifacts/artifact";
import { fileSize } from "@/lib/artifacts/file-size";
import { findArtifactFor } from "@/lib/artifacts/find-artifact";
import { getPerson } from "@/lib/auth/get-person";
import { database } from "@/lib/db/client";

export const metadata: Metadata = { title: "Download", referrer: "no-referrer", robots: { index: false } };

/** Where the link in a mail leads. The link itself gives nothing away: the file is for who is signed in. */
export default async function DownloadPage({ params }: PageProps<"/downloads/[artifactId]">) {
  const { artifactId } = await params;
  const person = await getPerson(await headers());
  if (person === null) redirect(`/sign-in?next=${encodeURIComponent(`/downloads/${artifactId}`)}`);
  const artifact = await findArtifactFor(database(), person.actor, artifactId);
  if (artifact === null) notFound();
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-lg grid-cols-1 gap-4 px-4 py-16">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{artifact.fileName}</h1>
        <Offer artifact={artifact} />
      </main>
    </>
  );
}

function Offer({ artifact }: { artifact: Artifact }) {
  const { kind } = artifact;
  switch (artifact.status) {
    case "ready":
      return (
        <>
          <p className="text-muted-foreground">{describe(artifact)}</p>
          <a
            href={`/downloads/${artifact.artifactId}/file`}
            className={`${buttonStyle()} justify-self-start`}
          >
            Download
          </a>
        </>
      );
    case "writing":
      return <Elsewhere kind={kind}>This file is still being written.</Elsewhere>;
    case "expired":
      return (
        <Elsewhere kind={kind}>
          This file is not kept any more. Run the {kind} again to get a new one.
        </Elsewhere>
      );
    case "abandoned":
      return <Elsewhere kind={kind}>This file was never finished. Run the {kind} again.</Elsewhere>;
  }
}

function Elsewhere({ kind, children }: { kind: ArtifactKind; children: React.ReactNode }) {
  return (
    <>
      <p className="text-muted-foreground">{children}</p>
      <Link href={`/${kind}s`} className={`${buttonStyle("outline")} justify-self-start`}>
        See all {kind}s
      </Link>
    </>
  );
}

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

function describe({ bytes, rows, expiresAt }: Artifact): string {
  const parts = [
    ...(bytes === null ? [] : [fileSize(bytes)]),
    ...(rows === null ? [] : [rows === 1 ? "1 row" : `${rows.toLocaleString("en")} rows`]),
    ...(expiresAt === null ? [] : [`kept until ${DAY.format(new Date(expiresAt))}`]),
  ];
  return parts.join(" · ");
}
