"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { textOf } from "@/app/_components/form-texts";
import { byForm } from "@/app/admin/_staff/by-form";
import { deedBy } from "@/app/admin/_staff/deed-by";
import { reasonOf } from "@/app/admin/_staff/reason-of";
import { isStaff } from "@/app/admin/_staff/require-staff";
import { outcomeHref } from "@/app/admin/jobs/[jobId]/deeds/said";
import { database } from "@/lib/db/client";
import { dispatchRules } from "@/lib/dispatch-rules";
import { Problem } from "@/lib/http/problem";
import { PayloadError } from "@/lib/jobs/errors";
import { keepsSecrets } from "@/lib/jobs/operations/kept-secrets";
import { EditRefused, ReplayRefused, replayJob } from "@/lib/jobs/operations/replay-job";
import { readEditable } from "@/lib/jobs/reading/read-editable";
import { registry } from "@/lib/registry";
import { changed, readChange } from "./change-draft";
import { type Draft, type Pointer, pointerOf, readDraft } from "./draft";
import { type Field, JSON_FIELD, rootField } from "./fields";
import { jsonSchemaOf } from "./json-schema";
import { WHY_NOT } from "./why-not";

/** What the form shows after the server has looked at it. */
export type ReplayState = {
  draft: Draft;
  /** Rises with each look: the form is drawn anew. */
  turn: number;
  /** Where one goes on. */
  focus: Pointer | null;
  /** What is wrong with the whole. */
  message: string | null;
  /** What is wrong with parts. */
  errors: Record<Pointer, string>;
  reason: string;
};

/** Starts a replay with the payload that was entered; or does to the form what one of its buttons asks. */
export async function replayEdited(state: ReplayState, form: FormData): Promise<ReplayState> {
  const jobId = textOf(form, "jobId");
  const reason = reasonOf(form);
  const next = {
    ...state,
    turn: turnOf(state) + 1,
    focus: null,
    message: null,
    errors: {},
    reason,
  };
  try {
    const { person, by } = await deedBy("operator", form);
    const editable = await readEditable(database(), jobId, (type) => registry.find(type));
    if (typeof editable === "string") return { ...next, message: WHY_NOT[editable] };
    const field = textOf(form, "as") === "json" ? JSON_FIELD : rootField(jsonSchemaOf(editable.job.payload));
    const draft = readDraft(field, form);
    const change = readChange(textOf(form, "do"));
    if (change !== null) return { ...next, ...changed(field, draft, change) };
    const errors = misfitsOf(draft);
    const [, looked] = /^look (.*)$/s.exec(textOf(form, "do")) ?? [];
    if (looked !== undefined) return { ...next, draft, focus: looked };
    if (textOf(form, "do") !== "replay" || Object.keys(errors).length > 0)
      return withErrors({ ...next, draft }, errors);
    if (!isStaff(person.actor, "admin") && keepsSecrets(editable.job, draft.payload))
      return { ...next, draft, message: MAY_NOT_KEEP };
    const end = await tryReplay(jobId, byForm(by, form), {
      job: editable.job,
      payload: draft.payload,
      rules: dispatchRules,
    });
    if ("errors" in end)
      return withErrors({ ...next, draft, message: end.message }, shownAt(field, end.errors));
    redirect(outcomeHref(end.jobId, "replayed", textOf(form, "from")));
  } catch (error) {
    if (error instanceof Problem) return { ...next, message: error.message };
    throw error;
  }
}

/** Anybody may call an action with anything. */
function turnOf(state: unknown): number {
  return z.object({ turn: z.number() }).catch({ turn: 0 }).parse(state).turn;
}

/** Otherwise an operator could have the link that resets somebody's password mailed to themselves. */
const MAY_NOT_KEEP =
  "It has a secret of the original, and would take it where this payload says: only admins may do that. Give another one, ask an admin, or replay the job as it is.";

const MAY_NOT_GIVE =
  "What you changed here is more than whoever owns the job may start themselves. Nothing was started.";

type Tried = { jobId: string } | { message: string | null; errors: Record<Pointer, string> };

async function tryReplay(jobId: string, ...[by, edit]: TryRest): Promise<Tried> {
  try {
    return { jobId: await replayJob(jobId, by, edit) };
  } catch (error) {
    if (error instanceof ReplayRefused) return { message: error.message, errors: {} };
    if (error instanceof EditRefused) {
      const errors = error.objections.map(({ at, message }) => [pointerOf(at), message]);
      return { message: MAY_NOT_GIVE, errors: Object.fromEntries(errors) };
    }
    if (!(error instanceof PayloadError)) throw error;
    const errors = Object.fromEntries(error.issues.map(({ path, message }) => [pointerOf(path), message]));
    return { message: "The payload does not fit. Nothing was started.", errors };
  }
}

type TryRest = [Parameters<typeof replayJob>[1], NonNullable<Parameters<typeof replayJob>[2]>];

function misfitsOf({ misfits }: Draft): Record<Pointer, string> {
  return Object.fromEntries(Object.keys(misfits).map((pointer) => [pointer, "This is no JSON."]));
}

function withErrors(state: ReplayState, errors: Record<Pointer, string>): ReplayState {
  return { ...state, errors, focus: Object.keys(errors)[0] ?? null };
}

/** An error within a field of JSON is shown at that field, with where in it. */
function shownAt(field: Field, errors: Record<Pointer, string>): Record<Pointer, string> {
  if (field.kind !== "json") return errors;
  const lines = Object.entries(errors).map(
    ([pointer, message]) => `${pointer === "" ? "" : `${pointer}: `}${message}`,
  );
  return lines.length === 0 ? {} : { "": lines.join("\n") };
}
