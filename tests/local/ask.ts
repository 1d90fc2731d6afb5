import postgres from "postgres";

/** The column `answer` of the first row. */
export async function ask(url: string, question: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql.unsafe(question);
    return row?.answer;
  } finally {
    await sql.end();
  }
}
