// Hours of the week in a time zone: `mon-fri 09:00-17:00`. Summer time is the time zone's business.

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const WINDOW =
  /^(?:((?:sun|mon|tue|wed|thu|fri|sat)(?:[-,](?:sun|mon|tue|wed|thu|fri|sat))*)\s+)?([01]\d|2[0-4]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)$/;

interface Window {
  readonly days: ReadonlySet<number>;
  /** In minutes since midnight; an end that is not after the begin is on the next day. */
  readonly from: number;
  readonly to: number;
}

/** Whether a text is a window. */
export function isWindow(text: string): boolean {
  return parseWindow(text) !== undefined;
}

/** Whether there is a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}

/** Makes a test whether a moment, in milliseconds since 1970, is in one of the windows. @throws RangeError when one of them is none */
export function createWindows(texts: readonly string[], timeZone: string): (timeMs: number) => boolean {
  const windows = texts.map((text) => {
    const window = parseWindow(text);
    if (window === undefined) throw new RangeError(`${JSON.stringify(text)} is no window`);
    return window;
  });
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (timeMs) => {
    const parts = Object.fromEntries(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const day = DAYS.indexOf(parts.weekday!.toLowerCase() as (typeof DAYS)[number]);
    const minute = Number(parts.hour) * 60 + Number(parts.minute);
    return windows.some((window) => contains(window, day, minute));
  };
}

function contains({ days, from, to }: Window, day: number, minute: number): boolean {
  if (to > from) return days.has(day) && minute >= from && minute < to;
  // It began yesterday, or begins today and ends tomorrow.
  return (days.has(day) && minute >= from) || (days.has((day + 6) % 7) && minute < to);
}

function parseWindow(text: string): Window | undefined {
  const match = WINDOW.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  const [, days, fromHour, fromMinute, toHour, toMinute] = match;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  if (from >= 1440 || to > 1440) return undefined;
  return { days: new Set(days === undefined ? DAYS.keys() : days.split(",").flatMap(spread)), from, to };
}

/** `fri-mon` as four days. */
function spread(range: string): number[] {
  const [first, last] = range.split("-").map((name) => DAYS.indexOf(name as (typeof DAYS)[number]));
  if (last === undefined) return [first!];
  const count = ((last - first! + 7) % 7) + 1;
  return Array.from({ length: count }, (_, at) => (first! + at) % 7);
}
