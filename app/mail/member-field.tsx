"use client";

import { Combobox } from "@base-ui/react/combobox";
import { useId } from "react";
import { fieldStyle } from "@/app/_components/field-style";
import { Icon } from "@/app/_components/icon";
import type { Member } from "@/lib/auth/members";

type MemberFieldProps = {
  members: readonly Member[];
  value: Member | null;
  onChange: (member: Member | null) => void;
  error: string | undefined;
};

/** Who gets the mail: type a part of the name or the address, or open the list. */
export function MemberField({ members, value, onChange, error }: MemberFieldProps) {
  const id = useId();
  return (
    <Combobox.Root
      items={[...members]}
      value={value}
      onValueChange={onChange}
      itemToStringLabel={nameAndAddress}
      isItemEqualToValue={(one, other) => one.userId === other.userId}
      autoHighlight
    >
      <div className="grid gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          To
        </label>
        <div className="relative">
          <Combobox.Input
            id={id}
            name="to"
            placeholder="Name or address"
            autoComplete="off"
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={error === undefined ? undefined : `${id}-note`}
            className={`${fieldStyle} pr-9`}
          />
          <Combobox.Trigger
            aria-label="Show everybody"
            className="absolute inset-y-0 right-0 grid w-9 cursor-pointer place-items-center text-muted-foreground"
          >
            <Icon name="down" />
          </Combobox.Trigger>
        </div>
        {error !== undefined && (
          <p id={`${id}-note`} className="text-sm text-destructive">
            {error}
          </p>
        )}
      </div>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-10 outline-none">
          <Combobox.Popup className="w-(--anchor-width) rounded-md border bg-popover text-popover-foreground shadow-lg">
            <Combobox.Empty>
              <p className="px-3 py-4 text-sm text-muted-foreground">
                Nobody in your organization is called that.
              </p>
            </Combobox.Empty>
            <Combobox.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto overscroll-contain p-1 empty:p-0">
              {(member: Member) => <MemberItem key={member.userId} member={member} />}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function MemberItem({ member }: { member: Member }) {
  return (
    <Combobox.Item
      value={member}
      className="flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 text-sm select-none data-highlighted:bg-accent data-highlighted:text-accent-foreground"
    >
      <span className="grid min-w-0 flex-1">
        <span className="truncate font-medium">{member.name}</span>
        <span className="truncate text-muted-foreground">{member.email}</span>
      </span>
      <Combobox.ItemIndicator>
        <Icon name="tick" />
      </Combobox.ItemIndicator>
    </Combobox.Item>
  );
}

function nameAndAddress({ name, email }: Member): string {
  return `${name} <${email}>`;
}
