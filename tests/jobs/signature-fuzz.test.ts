import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { isSignedByQStash } from "@/lib/qstash/verify-signature";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { signDelivery } from "@/tests/helpers/sign";
import { useEnvironment } from "@/tests/helpers/world";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PATH = "/api/jobs/exercise";
const BASE_URL = "http://127.0.0.1:9";
const body = '{"v":1}';
const credentials = randomCredentials();

let token: string;
beforeAll(() => {
  const qstash = { ...credentials, url: "http://127.0.0.1:9" };
  useEnvironment({ databaseUrl: "postgres://nobody@127.0.0.1:9/none", baseUrl: BASE_URL, qstash });
  token = signDelivery({ url: BASE_URL + PATH, body, key: credentials.currentSigningKey });
});

const accepts = (signature: string) => isSignedByQStash({ signature, body, path: PATH });

/** Text that is nearly `original`: some places replaced, removed or doubled. */
function nearly(original: () => string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(1000),
    how: fc.constantFrom("replace", "remove", "insert", "swap", "cut", "double"),
    letter: fc.oneof(
      fc.constantFrom(...Array.from(BASE64URL), ".", "=", "+", "/", " "),
      fc.string({ maxLength: 2 }),
    ),
  });
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) =>
    edits.reduce((text, { at, how, letter }) => {
      const place = at % (text.length + 1);
      const [head, char, tail] = [text.slice(0, place), text.slice(place, place + 1), text.slice(place + 1)];
      if (how === "replace") return head + letter + tail;
      if (how === "remove") return head + tail;
      if (how === "insert") return head + letter + char + tail;
      if (how === "swap") return head + tail.slice(0, 1) + char + tail.slice(1);
      return how === "cut" ? head : head + char + char + tail;
    }, original()),
  );
}

describe("a signature", () => {
  it("is accepted as QStash wrote it", async () => {
    expect(await accepts(token)).toBe(true);
  });

  it("is refused in any other spelling", async () => {
    await fc.assert(
      fc.asyncProperty(
        nearly(() => token),
        async (mutated) => {
          fc.pre(mutated !== token);
          expect(await accepts(mutated)).toBe(false);
        },
      ),
      { numRuns: 4000 },
    );
  });

  it("is refused in spellings that decode to the same bytes", async () => {
    const stem = token.slice(0, -1);
    const lookalikes = Array.from(BASE64URL)
      .map((letter) => stem + letter)
      .filter((text) => text !== token);
    const paddings = [`${token}=`, `${token}==`, `${stem} ${token.slice(-1)}`, `${token}.`, `${token}.e30`];
    const standard = token.replaceAll("-", "+").replaceAll("_", "/");
    for (const spelling of [...lookalikes, ...paddings, ...(standard === token ? [] : [standard])]) {
      expect(await accepts(spelling), spelling).toBe(false);
    }
  });

  it("is refused with claims or a header that were not signed", async () => {
    const part = fc.oneof(fc.json(), fc.string()).map((text) => Buffer.from(text).toString("base64url"));
    await fc.assert(
      fc.asyncProperty(part, fc.nat(2), async (forged, index) => {
        const parts = token.split(".");
        fc.pre(parts[index] !== forged);
        expect(await accepts(parts.with(index, forged).join("."))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("never fails verification with an exception, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (text) => {
        expect(await accepts(text)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
