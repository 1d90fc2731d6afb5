/**
 * Answers with what `load` answered a moment ago, for so many milliseconds; who asks while it loads waits for that
 * one. However often a route is called, what stands behind it is asked once in a while. A failure is not kept.
 */
export function briefly<Value>(milliseconds: number, load: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | null = null;
  return async () => {
    if (kept !== null && performance.now() < kept.until) return kept.value;
    const asked = { value: load(), until: Number.POSITIVE_INFINITY };
    kept = asked;
    try {
      return await asked.value;
    } catch (error) {
      kept = null;
      throw error;
    } finally {
      asked.until = performance.now() + milliseconds;
    }
  };
}
