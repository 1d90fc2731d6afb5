import { setup } from "./setup";

/** A server, and somebody who looks at its page and sends its forms as a browser without scripts would. */
export async function withPage() {
  const bundle = await setup();
  const { url } = bundle.server;
  return {
    ...bundle,
    get: (path: string, headers: Record<string, string> = {}) => look(url + path, { headers }),
    /** Sends a form; the answer is what comes back first, not where it leads. */
    post: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      look(url + path, { method: "POST", body: new URLSearchParams(fields), headers }),
    /** Presses the first button with this label on a screen. */
    press: async (path: string, label: string) => {
      const { body } = await look(url + path, {});
      const form = formsIn(body).find((each) => each.label === label);
      if (!form) throw new Error(`${path} has no button "${label}"`);
      return await look(url + form.action, { method: "POST", body: new URLSearchParams(form.fields) });
    },
  };
}

/** The text of a screen, without its markup. */
export const textOf = (html: string) =>
  html
    .replaceAll("<wbr>", "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

async function look(url: string, init: RequestInit) {
  const response = await fetch(url, { ...init, redirect: "manual" });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** The forms of a screen that change something, as a browser reads them. */
function formsIn(html: string): { action: string; fields: [string, string][]; label: string }[] {
  return [...html.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action = "", inner = ""]) => ({
      action: unescaped(action),
      fields: [...inner.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = "", value = ""]): [string, string] => [unescaped(name), unescaped(value)],
      ),
      label: unescaped(/<button[^>]*>([^<]*)/.exec(inner)?.[1] ?? ""),
    }),
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
}
