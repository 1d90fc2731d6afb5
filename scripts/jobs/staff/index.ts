import { listStaff, STAFF_LEVELS, type StaffLevel, setStaff } from "@/lib/auth/staff";
import { CommandError, usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { inDatabase, inOwnDatabase, target } from "@/scripts/jobs/kit/in-database";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { table, tsv } from "@/scripts/jobs/kit/table";
import { defineVerb } from "@/scripts/jobs/kit/verb";

/** `pnpm jobs:staff` */
export const verb = defineVerb({
  name: "staff",
  takes: "[address level]",
  about: `who operates the product, and makes somebody one of them.

Without anything it lists them. With the mail address of an account and a level, none, viewer, operator or admin,
that person has it from their next request on (docs/dashboard.md says what each may do). Nothing else gives a level.`,
  options: {},
  exits: "0 done; 1 failed; 3 nobody has this address; 4 refused: the database is another environment's",
  needs: "environment",
  async run({ values: { json = false }, positionals: [email, level, ...more] }) {
    if (email === undefined) return list(json);
    const fits = STAFF_LEVELS.find((one) => one === level);
    if (fits === undefined || more.length > 0)
      throw usageError("an address and a level are needed", `levels are ${STAFF_LEVELS.join(", ")}`, "staff");
    return change(email, fits, json);
  },
});

async function list(isJson: boolean): Promise<ExitCode> {
  const staff = await inDatabase(listStaff);
  const rows = staff.map(({ email, staff: level, name }) => [level, email, name]);
  if (isJson) sayJson({ ok: true, staff });
  else if (!isWatched) say(tsv(rows));
  else say(rows.length === 0 ? "nobody yet\n" : table(["LEVEL", "ADDRESS", "NAME"], rows));
  return EXIT.ok;
}

async function change(email: string, level: StaffLevel, isJson: boolean): Promise<ExitCode> {
  const before = await inOwnDatabase((db) => setStaff(db, email, level));
  if (before === null)
    throw new CommandError(
      {
        what: `nobody has the address ${email}`,
        why: "a level belongs to an account",
        try: "let them sign up first",
      },
      EXIT.notFound,
    );
  const { host, database, environment } = target();
  if (isJson) sayJson({ ok: true, email, before, level });
  else say(`${email}\t${before} -> ${level}\n`);
  tell(`in ${host}/${database}, environment ${environment}\n`);
  return EXIT.ok;
}
