import { handleAuth } from "@/lib/auth/handle-auth";

// One request to better-auth in a process of its own, which stories kill at any moment. Without a body it is a GET.
const [path = "", body = "null", cookie = ""] = process.argv.slice(2);
const response = await handleAuth(
  new Request(`${process.env.BASE_URL}/api/auth${path}`, {
    method: body === "null" ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      origin: process.env.BASE_URL ?? "",
      "x-forwarded-for": "192.0.2.1",
      cookie,
    },
    ...(body === "null" ? {} : { body }),
  }),
);
process.exit(response.ok ? 0 : 1);
