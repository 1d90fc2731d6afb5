import { getURLFromRedirectError } from "next/dist/client/components/redirect";
import { isRedirectError } from "next/dist/client/components/redirect-error";
import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external";

/**
 * Calls a server action in this process as Next calls it for a request with this cookie: `headers()` has it. What Next
 * does around an action, such as comparing the Origin, is left to tests in a browser.
 */
export function inRequest<T>(cookie: string, act: () => Promise<T>): Promise<T> {
  const headers = new Headers({ cookie });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `headers()` and `revalidatePath()` ask for no more of the two
  const [work, unit] = [
    { route: "/test", incrementalCache: {} },
    { type: "request", phase: "action", headers },
  ] as never[];
  if (work === undefined || unit === undefined) throw new Error("Both are there.");
  return workAsyncStorage.run(work, () => workUnitAsyncStorage.run(unit, act));
}

/** Where an action leads to. @throws {Error} what it throws, and when it leads nowhere */
export async function leadsTo(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    if (isRedirectError(error)) return getURLFromRedirectError(error);
    throw error;
  }
  throw new Error("It leads nowhere.");
}
