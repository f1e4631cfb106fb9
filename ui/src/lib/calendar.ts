/** Steps of an axis of local time, in microseconds. */
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
];

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
  if (step >= 365 * DAY) return String(date.getFullYear());
  if (step >= DAY) return day;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step < MINUTE) return `${clock}:${two(date.getSeconds())}`;
  return clock === '00:00' ? day : clock;
}

/** Round local times between two, at most so many. */
export function ticks(from: number, to: number, most: number): Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? STEPS.at(-1)!;
  const offset = new Date(from / 1e3).getTimezoneOffset() * MINUTE;
  const found: Tick[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to && found.length <= most; at += step) {
    found.push({ at, label: label(at, step) });
  }
  return found;
}
