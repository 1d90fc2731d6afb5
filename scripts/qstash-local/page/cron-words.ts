const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** What a simple cron expression means: `every day at 02:30`. `undefined` when it takes more than a phrase. */
export function cronInWords(cron: string): string | undefined {
  const [, zone, pattern = ""] = /^(?:CRON_TZ=(\S+) )?(.*)$/.exec(cron) ?? [];
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = pattern.split(" ");
  const time = timeInWords(minute, hour);
  const days = daysInWords(day, month, weekday);
  if (time === undefined || days === undefined) return undefined;
  if (!time.startsWith("at ")) return days === "every day" ? time : undefined;
  return `${days} ${time} ${zone ?? "UTC"}`;
}

function timeInWords(minute: string, hour: string): string | undefined {
  if (hour === "*") return repeatInWords(minute);
  if (isNumber(minute) && isNumber(hour)) return `at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  const step = /^\*\/(\d+)$/.exec(hour)?.[1];
  return step !== undefined && minute === "0" && 24 % Number(step) === 0 ? `every ${step} hours` : undefined;
}

function repeatInWords(minute: string): string | undefined {
  if (minute === "*" || minute === "*/1") return "every minute";
  if (isNumber(minute)) return minute === "0" ? "every hour" : `every hour, ${minute} minutes past`;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  return step !== undefined && 60 % Number(step) === 0 ? `every ${step} minutes` : undefined;
}

function daysInWords(day: string, month: string, weekday: string): string | undefined {
  const isAnyDay = day === "*" && month === "*";
  if (isAnyDay && weekday === "*") return "every day";
  if (isAnyDay && weekday === "1-5") return "Monday to Friday";
  if (isAnyDay && /^[0-7]$/.test(weekday)) return `every ${DAYS[Number(weekday)]}`;
  if (weekday !== "*" || !isNumber(day)) return undefined;
  if (month === "*") return `on day ${day} of each month`;
  const name = isNumber(month) ? MONTHS[Number(month) - 1] : undefined;
  return name && `on day ${day} of ${name}`;
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
