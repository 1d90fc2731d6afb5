/** Long polls that one person may hold in one process: each looks about once a second. */
export const PLACES = 20;

const taken = new Map<number, number>();

/** Does `work` with a place for a long poll of this person; or says that they have none left. Its end gives it back. */
export async function inWaitingPlace<T>(userId: number, work: (hasPlace: boolean) => Promise<T>): Promise<T> {
  const others = taken.get(userId) ?? 0;
  if (others >= PLACES) return await work(false);
  taken.set(userId, others + 1);
  try {
    return await work(true);
  } finally {
    const left = (taken.get(userId) ?? 1) - 1;
    if (left === 0) taken.delete(userId);
    else taken.set(userId, left);
  }
}
