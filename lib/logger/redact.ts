const SECRET_NAME = /pass(word|wd)?$|secret|token|authorization|cookie|api_?key|signature|signing_?key/i;

/** Secrets recognisable by their shape, wherever in a text they stand. */
const SECRET_TEXT = [
  /\b(Bearer\s+)[\w.~+/=-]{8,}/gi,
  /\b(sig_|whsec_|bgj_|re_|sk_(?:live|test)_)[\w/+=-]{8,}/g,
  /\b(eyJ)[\w-]{5,2048}\.[\w-]{5,4096}\.[\w-]{5,1024}/g,
  /\b(eyJ)[\w+/-]{20,4096}={0,2}/g,
  /(postgres(?:ql)?:\/\/[^:@\s/]{0,128}:)[^@\s]{1,256}(?=@)/g,
];

/** Mailbox of an address, kept only as its first letter: enough to follow one, too little to write to it. */
const MAILBOX = /(?<![\w.%+-])([\w%+-])[\w.%+-]{0,63}(@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/g;

/** Longest text that is looked at, in characters; what is beyond is left out. */
const TEXT_MAX = 8_192;

const DEEPEST = 6;

/** A copy of `fields` without secrets or mailboxes, by name of the field and by shape of the text. */
export function redacted(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, field(name, value, 0)]));
}

function field(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name) && value !== null && value !== undefined) return "[redacted]";
  if (typeof value === "string") return redactedText(value);
  if (Array.isArray(value))
    return depth >= DEEPEST ? "[deep]" : value.map((item) => field("", item, depth + 1));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return "[deep]";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, field(key, inner, depth + 1)]));
}

/** `text` without secrets or mailboxes. */
export function redactedText(text: string): string {
  const bounded = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
  const withoutSecrets = SECRET_TEXT.reduce((line, shape) => line.replace(shape, "$1[redacted]"), bounded);
  return withoutSecrets.replace(MAILBOX, "$1…$2");
}
