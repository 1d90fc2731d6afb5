import { fetchByContract } from "./api-contract";

/** Calls the app as somebody does who has signed in. */
export type Client = (path: string, init?: RequestInit) => Promise<Response>;

/** Signs in over HTTP. @throws {Error} when that is refused */
export async function signedIn(url: string, email: string, password: string): Promise<Client> {
  const cookie = await cookieOf(url, email, password);
  return (path, init) => {
    const request = new Request(url + path, init);
    request.headers.set("Cookie", cookie);
    return fetchByContract(request);
  };
}

/** The cookies of somebody who has signed in, as the header has them. @throws {Error} when that is refused */
export async function cookieOf(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`Signing in as ${email}: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}
