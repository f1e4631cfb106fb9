const STEPS = [1, 2, 5];
/** Above a minute people count in sixties. */
const LONG = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Microseconds between two marks so that at most `most` of them lie in `range`. */
export function step(range: number, most: number): number {
  const least = range / Math.max(1, most);
  if (least > 20e6) {
    const seconds = LONG.find((one) => one * 1e6 >= least);
    if (seconds !== undefined) return seconds * 1e6;
    return Math.ceil(least / 86_400e6) * 86_400e6;
  }
  let power = 1;
  while (power * 10 < least) power *= 10;
  return (STEPS.find((one) => one * power >= least) ?? 10) * power;
}

/** The marks of a window of time, ascending. */
export function ticks(from: number, to: number, most: number): number[] {
  if (!(to > from)) return [];
  const width = step(to - from, most);
  const marks: number[] = [];
  for (let mark = Math.ceil(from / width) * width; mark <= to; mark += width) marks.push(mark);
  return marks;
}

/** `0`, `500ms`, `1.5s`, `2m 30s`: as many digits as tell two marks apart. */
export function tickLabel(micros: number, width: number): string {
  if (micros === 0) return '0';
  const sign = micros < 0 ? '-' : '';
  const value = Math.abs(micros);
  if (width >= 1e6 && value >= 60e6) {
    const seconds = Math.round(value / 1e6);
    const [d, h, m, s] = [
      Math.floor(seconds / 86_400),
      Math.floor(seconds / 3600) % 24,
      Math.floor(seconds / 60) % 60,
      seconds % 60,
    ];
    const parts = [d && `${d}d`, h && `${h}h`, m && `${m}m`, s && `${s}s`].filter(Boolean);
    return sign + parts.slice(0, 3).join(' ');
  }
  const [unit, name] = value >= 1e6 ? [1e6, 's'] : value >= 1e3 ? [1e3, 'ms'] : [1, 'µs'];
  const digits = Math.max(0, Math.ceil(-Math.log10(width / unit) - 1e-9));
  return sign + (value / unit).toFixed(Math.min(digits, 6)) + name;
}
