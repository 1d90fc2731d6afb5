import { randomUUID } from "node:crypto";
import type { ReactNode } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon, type IconName } from "@/app/_components/icon";
import { SubmitDeed } from "./submit-deed";

type DeedProps = {
  /** Unique on the page. */
  id: string;
  icon: IconName;
  label: string;
  /** The key that opens it. */
  keyName?: string;
  look: "primary" | "outline";
  isDestructive?: boolean;
  title: string;
  /** What it does, and what it does not. */
  means: string;
  action: (form: FormData) => Promise<void>;
  hidden: { jobId: string; from: string };
  /** The label of the button that does it. */
  verb: string;
  /** What is asked; a reason by default. */
  children?: ReactNode;
};

/** A button that asks before it does something; the browser's own popover, so that it works without JavaScript. */
export function Deed({
  id,
  icon,
  label,
  keyName,
  look,
  isDestructive = false,
  title,
  means,
  action,
  hidden,
  verb,
  children = <Reason id={id} />,
}: DeedProps) {
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        data-key={keyName}
        title={keyName === undefined ? undefined : `Press ${keyName}`}
        className={buttonStyle(look)}
      >
        <Icon name={icon} />
        {label}
      </button>
      <dialog
        id={id}
        popover="auto"
        aria-labelledby={`${id}-title`}
        className="m-auto w-[26rem] max-w-[calc(100vw-2rem)] rounded-xl border bg-popover p-5 text-popover-foreground shadow-xl backdrop:bg-black/40"
      >
        <form action={action} className="grid grid-cols-1 gap-4">
          <h2 id={`${id}-title`} className="text-lg font-semibold">
            {title}
          </h2>
          <p className="text-sm text-muted-foreground">{means}</p>
          <input type="hidden" name="jobId" value={hidden.jobId} />
          <input type="hidden" name="from" value={hidden.from} />
          <input type="hidden" name="formKey" value={randomUUID()} />
          {children}
          <div className="flex justify-end gap-2">
            <button
              type="button"
              popoverTarget={id}
              popoverTargetAction="hide"
              className={buttonStyle("quiet")}
            >
              Not now
            </button>
            <SubmitDeed label={verb} isDestructive={isDestructive} />
          </div>
        </form>
      </dialog>
    </>
  );
}

type ReasonProps = { id: string; label?: string; isRequired?: boolean };

/** Why it is done, for those who ask later. */
export function Reason({ id, label = "Reason", isRequired = false }: ReasonProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={`${id}-reason`} className="text-sm font-medium">
        {label}
        {!isRequired && <span className="font-normal text-muted-foreground"> (optional)</span>}
      </label>
      <textarea
        id={`${id}-reason`}
        name="reason"
        rows={isRequired ? 4 : 2}
        maxLength={500}
        required={isRequired}
        className="w-full rounded-md border border-input bg-card px-3 py-2 text-base sm:text-sm"
      />
    </div>
  );
}
