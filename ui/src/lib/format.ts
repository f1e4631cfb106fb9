/** Numbers and times for people. The program prints them in the same forms. */

const MINUTE = 60e6;
const HOUR = 60 * MINUTE;

/** Microseconds: `412µs`, `2.9ms`, `31.2s`, `4m 10s`, `4h 56m`, `2d 03h`. */
export function duration(micros: number): string {
  if (!(micros >= 0)) return '–';
  if (micros < 1e3) return `${Math.round(micros)}µs`;
  if (micros < 999_500) return micros < 99_950 ? `${decimal(micros / 1e3, 1)}ms` : `${Math.round(micros / 1e3)}ms`;
  if (micros < 59_950_000) return `${decimal(micros / 1e6, micros < 9_995_000 ? 2 : 1)}s`;
  const seconds = Math.round(micros / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.round(micros / MINUTE);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.floor(micros / HOUR);
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** So many digits behind the point. */
function decimal(value: number, digits: number): string {
  const [whole, fraction] = value.toFixed(digits).split('.');
  return fraction === undefined ? grouped(Number(whole)) : `${grouped(Number(whole))}.${fraction}`;
}

/** `87`, `9.1k`, `3.1M`. */
export function count(value: number): string {
  if (value < 1e4) return grouped(value);
  if (value < 999_950) return `${decimal(value / 1e3, value < 99_950 ? 1 : 0)}k`;
  if (value < 999_950_000) return `${decimal(value / 1e6, 1)}M`;
  return `${decimal(value / 1e9, 1)}G`;
}

const GROUPED = new Intl.NumberFormat('en-US');

/** `1,234,567`. */
export const grouped = (value: number): string => GROUPED.format(value);

/** `1 span`, `2 spans`. */
export const plural = (value: number, noun: string): string => `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;

/** US dollars: `$0.0031`, `$1.25`, `$1,204`. */
export function cost(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < 0.00005) return '<$0.0001';
  if (dollars < 0.1) return `$${dollars.toFixed(4)}`;
  if (dollars < 10) return `$${dollars.toFixed(3)}`;
  return dollars < 1000 ? `$${dollars.toFixed(2)}` : `$${grouped(Math.round(dollars))}`;
}

/** `12 KB`; a KB is 1,000 bytes, as in the program. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 999_500) return `${decimal(value / 1e3, value < 9_950 ? 1 : 0)} KB`;
  return value < 999_950_000 ? `${decimal(value / 1e6, 1)} MB` : `${decimal(value / 1e9, 1)} GB`;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** Local time of microseconds since 1970: `2026-11-22 10:24:29`. */
export function time(micros: number): string {
  const date = new Date(micros / 1e3);
  return (
    `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ` +
    `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  );
}

/** How long ago, seen from `now`: `now`, `3m ago`, `2h ago`, `5d ago`, `Nov 12`, `2025-11-22`. */
export function ago(micros: number, now: number): string {
  const past = now - micros;
  // A clock of another machine may be ahead.
  if (past > -MINUTE && past < 10e6) return 'now';
  if (past > 0) {
    if (past < MINUTE) return `${Math.floor(past / 1e6)}s ago`;
    if (past < HOUR) return `${Math.floor(past / MINUTE)}m ago`;
    if (past < 24 * HOUR) return `${Math.floor(past / HOUR)}h ago`;
    if (past < 7 * 24 * HOUR) return `${Math.floor(past / (24 * HOUR))}d ago`;
  }
  const date = new Date(micros / 1e3);
  const year = date.getFullYear();
  if (year === new Date(now / 1e3).getFullYear()) return `${MONTHS[date.getMonth()]} ${date.getDate()}`;
  return `${year}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A cost that is only a lower bound has a `+`; nothing but calls without a price has none. */
export function costOf(totals: { cost: number; unpriced: number }): string {
  if (totals.cost === 0 && totals.unpriced > 0) return '–';
  return cost(totals.cost) + (totals.unpriced > 0 ? '+' : '');
}
