import { seedDemo } from "@/lib/auth/seed";
import { connect } from "@/lib/db/client";
import type { Launch } from "./launch";

/** How to sign in as the owner of the demo organization. */
export type SignIn = { email: string; password: string };

/** Makes the demo organization and its people, whose password is public: never in a real database. */
export async function seedPeople({ report }: Launch, url: string): Promise<SignIn> {
  return report.step(
    "people",
    "making the demo organization",
    async () => {
      const { db, close } = connect(url, { max: 1 });
      try {
        return await seedDemo(db);
      } finally {
        await close();
      }
    },
    ({ organization }) => ({ what: organization.name, where: "demo organization" }),
  );
}
