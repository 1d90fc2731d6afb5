/** One mail as the API took it: every field checked, addresses as lists, attachments without their content. */
export type Mail = {
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  attachments: { filename: string; contentType: string | null; bytes: number | null }[];
  scheduledAt: string | null;
};

/** One request about a mail: what was answered to it, and when. */
export type RequestNote = {
  receivedAt: string;
  /** Null when the connection was cut instead. */
  status: number | null;
  /** In a few words: `accepted`, an error's name, or what was done to the request. */
  outcome: string;
};

/** A mail in the mailbox. */
export type AcceptedMail = Mail & {
  id: string;
  idempotencyKey: string | null;
  receivedAt: string;
  /** Every request about this mail, refused ones included, oldest first; the first hundred are kept. */
  requests: RequestNote[];
};
