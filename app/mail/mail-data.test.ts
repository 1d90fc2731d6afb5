import { describe, expect, it } from "vitest";
import { sendEmail } from "@/lib/emails/jobs";
import { mailData } from "./mail-data";
import { isTemplate, MAIL_TEMPLATES } from "./mail-templates";
import { sayProblem } from "./say-problem";

const DEFAULTS = {
  recipientName: "Grace Hopper",
  senderName: "Ada Lovelace",
  organizationName: "Acme",
  baseUrl: "http://127.0.0.1:3000",
  now: Date.parse("2026-01-01T12:00:00Z"),
};

describe("a mail's data", () => {
  it.each(Object.keys(MAIL_TEMPLATES).filter(isTemplate))(
    "of %s fits the job as its fields start",
    (template) => {
      const { fields } = MAIL_TEMPLATES[template];
      const values = Object.fromEntries(fields.map((field) => [field.name, field.start(DEFAULTS)]));
      const payload = { template, to: "grace@example.test", data: mailData(fields, values) };
      expect(sendEmail.payload.safeParse(payload)).toMatchObject({ success: true });
    },
  );

  it("leaves out what is optional and empty, and sends what does not fit as it is", () => {
    const { fields } = MAIL_TEMPLATES.paymentFailed;
    const data = mailData(fields, {
      cardLast4: "",
      retriesAt: "",
      "price.amount": "",
      "price.currency": "EUR",
    });
    expect(data).toEqual({
      name: "",
      organizationName: "",
      price: { amount: null, currency: "EUR" },
      billingUrl: "",
    });
  });
});

describe("an error of the API", () => {
  const problem = {
    type: "about:blank",
    title: "Does not fit",
    status: 422,
    detail: "The payload does not fit.",
  };
  const fields = ["to", "name", "price.amount"];

  it("stands at the field it is about", () => {
    const errors = [
      { pointer: "/payload/data/name", detail: "Too long." },
      { pointer: "/payload/data/price/amount", detail: "Too small." },
      { pointer: "/payload/to", detail: "No address." },
    ];
    expect(sayProblem({ ...problem, errors }, fields)).toEqual({
      name: "Too long.",
      "price.amount": "Too small.",
      to: "No address.",
    });
  });

  it("stands above the form when it is about none", () => {
    const errors = [{ pointer: "/options/delay", detail: "Too far." }];
    expect(sayProblem({ ...problem, errors }, fields)).toEqual({ form: problem.detail });
    expect(sayProblem(problem, fields)).toEqual({ form: problem.detail });
  });
});
