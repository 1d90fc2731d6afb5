import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { appEnvironment } from "./helpers/app-environment";
import { type TestDatabase, testDatabase } from "./helpers/postgres";
import { eventually } from "./local/eventually";

let database: TestDatabase;
let sql: postgres.Sql;
let qstash: Awaited<ReturnType<typeof silentQStash>>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await testDatabase();
  sql = postgres(database.url, { onnotice: () => undefined });
  qstash = await silentQStash();
});

afterEach(() => child?.kill("SIGKILL"));

afterAll(async () => {
  await qstash?.close();
  await sql?.end();
  await database?.drop();
});

describe("a sign-up and its welcome mail", () => {
  it("are both gone when the process is killed between the user's row and the mail's", async () => {
    const exit = await stoppedAtTheJobRow("killed@example.test", () => child?.kill("SIGKILL"));
    expect(exit).toBe("SIGKILL");
    // The server learns of the death when it next writes to the connection.
    await eventually(async () => (await openSignUps()) === 0);
    expect(await traces("killed@example.test")).toEqual({ users: 0, accounts: 0, members: 0, mails: 0 });
  });

  it("are both gone when the mail's row is refused", async () => {
    const exit = await stoppedAtTheJobRow("refused@example.test", async () => {
      await sql`select pg_cancel_backend(pid) from pg_stat_activity where ${waitingSignUp(sql)}`;
    });
    expect(exit).toBe(1);
    expect(await traces("refused@example.test")).toEqual({ users: 0, accounts: 0, members: 0, mails: 0 });
  });

  it("are both there when the process is killed before the message has left", async () => {
    const exit = signUp("unpublished@example.test");
    await eventually(() => qstash.requests > 0);
    child?.kill("SIGKILL");
    expect(await exit).toBe("SIGKILL");
    expect(await traces("unpublished@example.test")).toEqual({ users: 1, accounts: 1, members: 1, mails: 1 });
    const [row] = await sql`
      select status, published_at from job_executions where payload->>'to' = 'unpublished@example.test'`;
    expect(row).toEqual({ status: "pending", published_at: null });
  });
});

/** Answers how the process ended. */
async function signUp(email: string): Promise<number | string> {
  const script = fileURLToPath(new URL("helpers/sign-up-process.ts", import.meta.url));
  const env = { ...process.env, ...appEnvironment({ DATABASE_URL: database.url, QSTASH_URL: qstash.url }) };
  child = spawn(process.execPath, ["--import", "tsx", script, email], { env, stdio: "ignore" });
  const [code, signal] = await once(child, "exit");
  return signal ?? code;
}

/** Signs up, stops the process exactly before its job row, lets `happen` happen there, and goes on. */
async function stoppedAtTheJobRow(email: string, happen: () => unknown): Promise<number | string> {
  const exit = await sql.begin(async (lock) => {
    await lock`lock table job_executions in access exclusive mode`;
    const ended = signUp(email);
    await eventually(async () => (await openSignUps()) === 1);
    await happen();
    return { ended };
  });
  return await exit.ended;
}

/** Sign-ups whose user row is written and whose job row waits for the lock. */
async function openSignUps(): Promise<number> {
  const rows = await sql`select pid from pg_stat_activity where ${waitingSignUp(sql)}`;
  return rows.length;
}

function waitingSignUp(sql: postgres.Sql) {
  return sql`datname = current_database() and application_name = 'jobs' and wait_event_type = 'Lock'
    and backend_xid is not null and query like '%job_executions%'`;
}

async function traces(email: string): Promise<unknown> {
  const [row] = await sql`
    select
      (select count(*)::int from users where email = ${email}) as users,
      (select count(*)::int from accounts join users on users.id = user_id where email = ${email}) as accounts,
      (select count(*)::int from members join users on users.id = user_id where email = ${email}) as members,
      (select count(*)::int from job_executions
        where payload->>'to' = ${email} and payload->>'template' = 'welcome') as mails`;
  return row;
}

/** Takes requests and never answers: whoever publishes is stopped right after its commit. */
async function silentQStash() {
  const state = { requests: 0 };
  const server = http.createServer(() => void (state.requests += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    get requests() {
      return state.requests;
    },
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
