import { loadEnvFiles, setVariables } from "./local/environment";
import { readFlags } from "./local/flags";
import { createReport, withCauses } from "./local/report";
import { migrateSchema } from "./local/schema-step";

const HELP = `pnpm db:migrate: brings the schema of a database up to date.

The database is DATABASE_URL_DIRECT, else DATABASE_URL, from the environment or .env files. A pooler in
transaction mode will not do: give its direct address. Several may run at once; they take turns.
`;

const NO_DATABASE =
  "DATABASE_URL is not set. Expected postgres://user:password@host:5432/database, in the environment or .env. " +
  "(pnpm dev migrates its own database by itself.)";

readFlags(HELP, []);
loadEnvFiles();
const report = createReport(process.stdout);
const { DATABASE_URL, DATABASE_URL_DIRECT: url = DATABASE_URL } = setVariables();
try {
  if (!url) throw new Error(NO_DATABASE);
  await migrateSchema({ report }, url);
} catch (error) {
  report.problem(withCauses(error));
  process.exitCode = 1;
}
