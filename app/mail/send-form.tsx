"use client";

import { type FormEvent, useRef, useState } from "react";
import { Notice } from "@/app/_components/notice";
import { SelectField } from "@/app/_components/select-field";
import { SubmitButton } from "@/app/_components/submit-button";
import { useJobAction } from "@/app/_components/use-job-action";
import type { Member } from "@/lib/auth/members";
import type { EmailTemplate } from "@/lib/emails/jobs";
import { mailData } from "./mail-data";
import { type Defaults, isTemplate, MAIL_TEMPLATES, type MailField } from "./mail-templates";
import { MemberField } from "./member-field";
import { type FormErrors, sayProblem } from "./say-problem";
import { sendMail } from "./send-mail";
import type { SentMail } from "./sent-mail";
import { TemplateFields } from "./template-fields";

const DELAYS = [
  { value: "0", label: "Right away" },
  { value: "10", label: "In 10 seconds" },
  { value: "60", label: "In 1 minute" },
  { value: "600", label: "In 10 minutes" },
  { value: "3600", label: "In 1 hour" },
] as const;

type SendFormProps = {
  members: readonly Member[];
  defaults: Omit<Defaults, "recipientName">;
  onSent: (mail: SentMail) => void;
};

/** Chooses who gets what and when, and hands it over. What was typed stays for the next mail. */
export function SendForm({ members, defaults, onSent }: SendFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [member, setMember] = useState<Member | null>(null);
  const [template, setTemplate] = useState<EmailTemplate>("welcome");
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [delay, setDelay] = useState<string>(DELAYS[0].value);
  const [errors, setErrors] = useState<FormErrors>({});
  const { start, isPending } = useJobAction(sendMail);

  const { fields } = MAIL_TEMPLATES[template];
  const first = { ...defaults, recipientName: member?.name ?? "" };
  const values = Object.fromEntries(
    fields.map((field) => [field.name, typed[`${template}.${field.name}`] ?? field.start(first)]),
  );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isPending) return;
    const missing = missingValues(fields, values);
    if (member === null) return refuse({ to: "Choose who gets the mail.", ...missing });
    if (Object.keys(missing).length > 0) return refuse(missing);
    const payload = { template, to: member.email, data: mailData(fields, values) };
    const answer = await start({ payload, delaySeconds: Number(delay) });
    if (!answer.ok) return refuse(sayProblem(answer.problem, ["to", ...fields.map(({ name }) => name)]));
    setErrors({});
    onSent({
      jobId: answer.jobId,
      template,
      to: member.email,
      name: member.name,
      sentAt: new Date().toISOString(),
    });
  }

  function choose(member: Member | null): void {
    setMember(member);
    // Another person has another name.
    setTyped(Object.fromEntries(Object.entries(typed).filter(([field]) => !field.endsWith(".name"))));
  }

  function refuse(errors: FormErrors): void {
    setErrors(errors);
    const [first = ""] = Object.keys(errors);
    const field = form.current?.elements.namedItem(first);
    if (field instanceof HTMLElement) field.focus();
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <MemberField members={members} value={member} onChange={choose} error={errors.to} />
      <SelectField
        label="Mail"
        name="template"
        value={template}
        options={Object.entries(MAIL_TEMPLATES).map(([value, { title }]) => ({ value, label: title }))}
        onChange={({ target }) => isTemplate(target.value) && setTemplate(target.value)}
      />
      <TemplateFields
        fields={fields}
        values={values}
        errors={errors}
        onChange={(name, value) => setTyped({ ...typed, [`${template}.${name}`]: value })}
      />
      <SelectField
        label="When"
        name="delay"
        value={delay}
        options={DELAYS}
        onChange={({ target }) => setDelay(target.value)}
      />
      {errors.form !== undefined && <Notice tone="destructive">{errors.form}</Notice>}
      <SubmitButton pending={isPending} pendingLabel="Handing it over…">
        Send mail
      </SubmitButton>
    </form>
  );
}

function missingValues(fields: readonly MailField[], values: Readonly<Record<string, string>>): FormErrors {
  const missing = fields.filter(({ name, optional }) => !optional && values[name]?.trim() === "");
  return Object.fromEntries(missing.map(({ name }) => [name, "Fill this in."]));
}
