import * as fc from "fast-check";
import { bodyFor } from "./bodies";
import { headersFor } from "./options";
import type { RawRequest, Script } from "./script";
import { address } from "./targets";
import { junk } from "./values";

const token = fc.oneof(
  { weight: 12, arbitrary: fc.constant<[string, string][]>([["Authorization", "Bearer {token}"]]) },
  { weight: 1, arbitrary: fc.constantFrom<[string, string][]>([], [["Authorization", "Bearer wrong"]]) },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 10 }).map((text): [string, string][] => [["Authorization", text]]),
  },
);

const request: fc.Arbitrary<RawRequest> = address.chain(({ method, target }) =>
  fc
    .tuple(token, headersFor(target), bodyFor(target), fc.constantFrom("length", "length", "chunked"))
    .map(([token, headers, body, framing]) => ({
      method,
      target,
      headers: [...token, ...headers],
      body,
      framing,
    })),
);

const broken = fc
  .oneof(
    junk,
    fc.constantFrom(
      "GET / HTTP/1.1\r\nContent-Length: -1",
      "POST /v2/batch HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6",
      "POST /v2/batch HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz",
      "GET /v2/keys HTTP/9.9",
      "GET /v2/keys HTTP/1.0",
      "GET http://127.0.0.1/v2/keys HTTP/1.1",
      "PRI * HTTP/2.0",
    ),
  )
  .map((garbage) => ({ garbage }));

const requests = fc.array(fc.oneof({ weight: 20, arbitrary: request }, { weight: 1, arbitrary: broken }), {
  minLength: 1,
  maxLength: 4,
});

const ending = fc.oneof<[fc.Arbitrary<Script["ending"]>, ...fc.Arbitrary<Script["ending"]>[]]>(
  fc.constant({ kind: "half" }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ kind: "cut", share })),
);

/** What one connection does. Only requests that are complete can expect an answer before the connection ends. */
export const script: fc.Arbitrary<Script> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(request, { minLength: 1, maxLength: 4 })
      .map((requests): Script => ({ requests, ending: { kind: "whole" } })),
  },
  { weight: 1, arbitrary: fc.record({ requests, ending }) },
);
