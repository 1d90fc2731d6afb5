import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { SelectField } from "@/app/_components/select-field";
import { TextField } from "@/app/_components/text-field";
import { ACTIONS, isAction } from "@/lib/activity/actions";
import type { ActivityFilter as Filter } from "@/lib/activity/list-activity";
import type { Member } from "@/lib/auth/members";

/** A plain form: what is chosen stands in the address, so it can be sent to a colleague, and needs no JavaScript. */
export function ActivityFilter({ filter, members }: { filter: Filter; members: readonly Member[] }) {
  const isOn = Object.values(filter).some((value) => value !== null);
  return (
    <form
      action="/activity"
      className="grid grid-cols-1 items-end gap-3 rounded-xl border bg-card p-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_10rem_10rem_auto]"
    >
      <SelectField
        label="What"
        name="action"
        key={`what ${filter.action}`}
        defaultValue={filter.action ?? ""}
        options={actionOptions(filter)}
      />
      <SelectField
        label="Who"
        name="person"
        key={`who ${filter.userId}`}
        defaultValue={filter.userId ?? ""}
        options={personOptions(filter, members)}
      />
      <TextField
        label="From"
        name="from"
        type="date"
        defaultValue={filter.from ?? ""}
        key={`from ${filter.from}`}
      />
      <TextField label="To" name="to" type="date" defaultValue={filter.to ?? ""} key={`to ${filter.to}`} />
      <div className="flex gap-2 sm:col-span-2 lg:col-span-1">
        <button type="submit" className={buttonStyle()}>
          Show
        </button>
        {isOn && (
          <Link href="/activity" className={buttonStyle("quiet")}>
            Show all
          </Link>
        )}
      </div>
    </form>
  );
}

type Option = { value: string; label: string };

function actionOptions({ action }: Filter) {
  const known: Option[] = Object.entries(ACTIONS).map(([value, label]) => ({ value, label }));
  const other = action === null || isAction(action) ? [] : [{ value: action, label: action }];
  return [{ value: "", label: "Anything" }, ...known, ...other];
}

function personOptions({ userId }: Filter, members: readonly Member[]) {
  const known = members.map((member) => ({ value: String(member.userId), label: member.name }));
  const isKnown = userId === null || members.some((member) => member.userId === userId);
  const other = isKnown ? [] : [{ value: String(userId), label: "Somebody who is no member" }];
  return [{ value: "", label: "Anybody" }, ...known, ...other];
}
