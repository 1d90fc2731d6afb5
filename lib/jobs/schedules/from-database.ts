/** Thrown when the database does not answer as it should, where QStash might be meant too; `cause` has the reason. */
export class DatabaseAway extends Error {
  override name = "DatabaseAway";

  constructor(cause: unknown) {
    super("The database does not answer as it should.", { cause });
  }
}

/** Marks what goes wrong in `step` as the database's. @throws {DatabaseAway} */
export async function fromDatabase<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new DatabaseAway(error);
  }
}
