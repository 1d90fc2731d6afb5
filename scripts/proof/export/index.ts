import { defineCommand } from "citty";
import { exportData } from "@/lib/exports/jobs";
import { proveExport } from "./prove";

/** `pnpm proof export`: a large export whose process is killed again and again. */
export default defineCommand({
  meta: {
    name: "export",
    description: "Exports a million rows while its process is killed; has the file every row once?",
  },
  args: {
    rows: { type: "string", default: "1000000", description: "rows of the export" },
    kills: { type: "string", default: "3", description: "how often its process is killed" },
    format: { type: "string", default: "csv", description: "csv, json or xlsx" },
    json: { type: "boolean", default: false, description: "nothing but the JSON line" },
  },
  async run({ args }) {
    const note = args.json ? () => undefined : (line: string) => console.log(line);
    const { format } = exportData.payload.parse({
      exportType: "activity-logs",
      format: args.format,
      notifyEmail: "ada@example.test",
    });
    const proof = await proveExport({ rows: Number(args.rows), kills: Number(args.kills), format, note });
    console.log(JSON.stringify(proof));
    if (!proof.ok) process.exitCode = 1;
  },
});
