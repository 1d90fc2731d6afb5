import { headers } from "next/headers";
import { Playground } from "@/app/_playground/playground";
import { StartPage } from "@/app/_start/start-page";
import { Welcome } from "@/app/_start/welcome";
import { getPerson } from "@/lib/auth/get-person";
import { standIns } from "@/lib/playground/stand-ins";

export default async function Home() {
  const person = await getPerson(await headers());
  if (person === null) return <Welcome />;
  const local = standIns();
  return local === null ? <StartPage person={person} /> : <Playground person={person} local={local} />;
}
