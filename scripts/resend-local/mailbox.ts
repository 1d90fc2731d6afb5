import type { AcceptedMail } from "./mail";

export type Mailbox = {
  add(mail: AcceptedMail): void;
  find(id: string): AcceptedMail | undefined;
  /** Oldest first. */
  all(): AcceptedMail[];
  count(): number;
  /** Forgets every mail; how many there were. */
  clear(): number;
  /** Mails that had to go because the mailbox was full. */
  dropped(): number;
  /** Rises with each change, so that a page knows when to look again. */
  version(): number;
  /** Says that something about the mails changed, such as another request for one. */
  touch(): void;
};

/** Mails in memory. Beyond `mailsMost` mails or `bytesMost` bytes of content the oldest ones go. */
export function createMailbox(limits: { mailsMost: number; bytesMost: number }): Mailbox {
  const mails = new Map<string, AcceptedMail>();
  let bytes = 0;
  let dropped = 0;
  let version = 0;

  function dropOldest(): void {
    const [oldest] = mails.values();
    if (!oldest) return;
    mails.delete(oldest.id);
    bytes -= sizeOf(oldest);
    dropped += 1;
  }

  return {
    add(mail) {
      mails.set(mail.id, mail);
      bytes += sizeOf(mail);
      version += 1;
      while (mails.size > limits.mailsMost || (bytes > limits.bytesMost && mails.size > 1)) dropOldest();
    },
    find: (id) => mails.get(id),
    all: () => [...mails.values()],
    count: () => mails.size,
    clear() {
      const count = mails.size;
      mails.clear();
      bytes = 0;
      version += 1;
      return count;
    },
    dropped: () => dropped,
    version: () => version,
    touch() {
      version += 1;
    },
  };
}

/** Characters, near enough to bytes for a limit. */
function sizeOf(mail: AcceptedMail): number {
  return (mail.html?.length ?? 0) + (mail.text?.length ?? 0);
}
