import { post } from "@/lib/http/outgoing/post";

// One post in a process of its own, which trusts the authority that its environment names.
const [url = "", ...addresses] = process.argv.slice(2);
try {
  const { status } = await post(
    { url: new URL(url), addresses },
    { body: "{}", headers: {}, timeoutMs: 10_000 },
  );
  process.stdout.write(`answered ${status}`);
} catch (error) {
  process.stdout.write(error instanceof Error && "code" in error ? String(error.code) : String(error));
}
