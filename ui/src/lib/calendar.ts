/** Steps of an axis of local time, in microseconds. */
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
];
const MONTH = 30.44 * DAY;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 1200];

export interface Tick {
  /** Microseconds since 1970. */
  at: number;
  label: string;
}

const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function label(at: number, step: number): string {
  const date = new Date(at / 1e3);
  const day = `${MONTHS[date.getMonth()]} ${date.getDate()}`;
  if (step >= DAY) return day;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step < MINUTE) return `${clock}:${two(date.getSeconds())}`;
  return clock === '00:00' ? day : clock;
}

/** Round local times between two, at most so many. */
export function ticks(from: number, to: number, most: number): Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= most);
  if (step === undefined) return months(from, to, most);
  const offset = new Date(from / 1e3).getTimezoneOffset() * MINUTE;
  const found: Tick[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to && found.length <= most; at += step) {
    found.push({ at, label: label(at, step) });
  }
  return found;
}

/** Months and years have no fixed length. */
function months(from: number, to: number, most: number): Tick[] {
  const step = MONTH_STEPS.find((one) => (to - from) / (one * MONTH) <= most) ?? MONTH_STEPS.at(-1)!;
  const first = new Date(from / 1e3);
  const month = first.getFullYear() * 12 + first.getMonth();
  const found: Tick[] = [];
  for (let at = Math.ceil(month / step) * step; found.length <= most; at += step) {
    const date = new Date(Math.floor(at / 12), at % 12);
    const micros = date.getTime() * 1e3;
    if (!(micros <= to)) break;
    if (micros >= from)
      found.push({ at: micros, label: at % 12 === 0 ? String(date.getFullYear()) : MONTHS[date.getMonth()] });
  }
  return found;
}
