import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDestination } from "./destination";
import { DestinationRefused, type RefusalReason } from "./destination-refused";
import { INTERNAL_SPELLINGS } from "./internal-spellings";

const PUBLIC = { allowLoopback: false, resolve: async () => ["93.184.215.14"] };

describe("an address that somebody gives us", () => {
  it("is refused in each of more than sixty spellings of an internal one", async () => {
    expect(INTERNAL_SPELLINGS.length).toBeGreaterThan(60);
    const reasons = await Promise.all(INTERNAL_SPELLINGS.map((url) => reasonOf(url)));
    const wrong = INTERNAL_SPELLINGS.filter(
      (_, index) => !["internal-address", "internal-name"].includes(String(reasons[index])),
    );
    expect(wrong).toEqual([]);
  });

  it("is refused in any spelling of any address of an internal network", async () => {
    await fc.assert(
      fc.asyncProperty(internal, spelling, async (parts, [count, radixes, tail]) => {
        expect(await reasonOf(`https://${spelled(parts, count, radixes)}${tail}/`)).toBe("internal-address");
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, RefusalReason]>([
    ["", "not-a-url"],
    ["example.com/hooks", "not-a-url"],
    ["https://", "not-a-url"],
    ["https://exa mple.com/", "not-a-url"],
    [" https://example.com/", "not-a-url"],
    ["https://example.com/\n", "not-a-url"],
    ["https:\\\\example.com\\", "not-a-url"],
    ["https://127.0.0.1.1/", "not-a-url"],
    ["https://256.256.256.256/", "not-a-url"],
    ["https://[::1%25eth0]/", "not-a-url"],
    ["https://example.com:99999/", "not-a-url"],
    [`https://example.com/${"a".repeat(2048)}`, "too-long"],
    ["http://example.com/", "not-https"],
    ["ftp://example.com/", "not-https"],
    ["javascript:alert(1)", "not-https"],
    ["file:///etc/passwd", "not-https"],
    ["gopher://127.0.0.1:25/", "not-https"],
    ["data:text/plain,x", "not-https"],
    ["https://user@example.com/", "credentials"],
    ["https://user:secret@example.com/", "credentials"],
    ["https://example.com@127.0.0.1/", "credentials"],
    ["https://example.com/#hook", "fragment"],
    ["https://example.com:25/", "port"],
    ["https://example.com:80/", "port"],
    ["https://lоcalhost/", "internal-name"], // a Cyrillic o
    ["https://intranet/", "internal-name"],
  ])("is refused when it is %j: %s", async (url, reason) => {
    expect(await reasonOf(url)).toBe(reason);
  });

  it.each([
    "https://example.com/hooks?token=1",
    "https://example.com:8443/",
    "https://EXAMPLE.com./",
    "https://xn--bcher-kva.example.com/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
  ])("is accepted when it is on the internet: %s", async (url) => {
    expect(await reasonOf(url)).toBeNull();
  });

  it.each([
    ["127.0.0.1"],
    ["10.1.2.3"],
    ["169.254.169.254"],
    ["93.184.215.14", "10.1.2.3"],
    ["2606:4700:4700::1111", "::1"],
    ["93.184.215.14", "::ffff:192.168.0.1"],
    ["93.184.215.14", "something else"],
  ])("is refused when its name leads to %s, %s: one internal answer is enough", async (...addresses) => {
    const rules = { allowLoopback: false, resolve: async () => addresses };
    expect(await reasonOf("https://hooks.example.com/", rules)).toBe("internal-address");
  });

  it("is refused when its name does not resolve, or resolves to nothing", async () => {
    const unknown = { allowLoopback: false, resolve: async () => Promise.reject(new Error("ENOTFOUND")) };
    const empty = { allowLoopback: false, resolve: async () => [] };
    for (const rules of [unknown, empty])
      expect(await reasonOf("https://gone.example.com/", rules)).toBe("unresolvable");
  });

  it("is checked anew with each call: a name that leads inside by then is refused", async () => {
    const answers = [["93.184.215.14"], ["169.254.169.254"]];
    const rules = { allowLoopback: false, resolve: async () => answers.shift() ?? [] };
    expect(await reasonOf("https://rebinding.example.com/", rules)).toBeNull();
    expect(await reasonOf("https://rebinding.example.com/", rules)).toBe("internal-address");
  });

  it("is refused with words that say what to do and keep its path to themselves", async () => {
    await expect(checkDestination("https://10.0.0.1/?token=s3cret", PUBLIC)).rejects.toThrow(
      'The address at "10.0.0.1" leads to an address of an internal, reserved or cloud network. ' +
        "Give an endpoint that the internet can reach.",
    );
  });
});

describe("where the app itself is on this machine", () => {
  const LOCAL = { allowLoopback: true };

  it.each(["http://127.0.0.1:4000/hooks", "http://localhost:4000/", "http://[::1]:4000/"])(
    "this machine may be called by http: %s",
    async (url) => {
      expect(await reasonOf(url, LOCAL)).toBeNull();
    },
  );

  it.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/",
    "https://[::ffff:127.0.0.1]/",
    "https://192.168.0.1/",
  ])("nothing else inside may: %s", async (url) => {
    expect(await reasonOf(url, LOCAL)).toBe("internal-address");
  });

  it("the internet may be called by https only", async () => {
    expect(await reasonOf("http://example.com/", { ...PUBLIC, allowLoopback: true })).toBe("not-https");
  });
});

async function reasonOf(url: string, rules: Parameters<typeof checkDestination>[1] = PUBLIC) {
  return checkDestination(url, rules).then(
    () => null,
    (error: unknown) => (error instanceof DestinationRefused ? error.reason : error),
  );
}

type Parts = readonly [number, number, number, number];

const byte = fc.integer({ min: 0, max: 255 });

/** Four bytes of an address of this machine, of a private network, of carriers, or of a link. */
const internal: fc.Arbitrary<Parts> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
);

/** In how many numbers it is written, each in which radix, and what follows. */
const spelling = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.array(fc.constantFrom(8, 10, 16), { minLength: 4, maxLength: 4 }),
  fc.constantFrom("", ".", ":443", ".:8443"),
);

/** As C libraries and browsers read addresses: the last number has all bytes that are left. */
function spelled(parts: Parts, count: number, radixes: readonly number[]): string {
  const last = parts.slice(count - 1).reduce((number, part) => number * 256 + part, 0);
  return [...parts.slice(0, count - 1), last].map((part, index) => written(part, radixes[index])).join(".");
}

function written(part: number, radix = 10): string {
  if (radix === 10) return String(part);
  return (radix === 8 ? "0" : "0x") + part.toString(radix);
}
