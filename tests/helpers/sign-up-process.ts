import { auth } from "@/lib/auth/auth";

// One person signs up in a process of its own, which tests may kill at any moment.
const [email = ""] = process.argv.slice(2);
const response = await auth().handler(
  new Request(`${process.env.BASE_URL}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": "192.0.2.1" },
    body: JSON.stringify({ name: "Grace Hopper", email, password: "correct horse" }),
  }),
);
process.exitCode = response.ok ? 0 : 1;
process.exit();
