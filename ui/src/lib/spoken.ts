import type { TraceData } from './data';
import { ERROR, INTERRUPTED, RUNNING } from './protocol';

const UNITS: readonly [number, string][] = [
  [86_400e6, 'day'],
  [3600e6, 'hour'],
  [60e6, 'minute'],
];

const amount = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;

/** A duration in words: `2.9 seconds`, `4 minutes 10 seconds`. Microseconds. */
export function spokenDuration(micros: number): string {
  if (micros < 1e3) return amount(Math.round(micros), 'microsecond');
  if (micros < 99.5e3) return amount(Number((micros / 1e3).toPrecision(2)), 'millisecond');
  if (micros < 999.5e3) return amount(Math.round(micros / 1e3), 'millisecond');
  if (micros < 59.95e6) return amount(Number((micros / 1e6).toFixed(1)), 'second');
  let left = Math.round(micros / 1e6) * 1e6;
  const words: string[] = [];
  for (const [size, unit] of [...UNITS, [1e6, 'second'] as const]) {
    const count = Math.floor(left / size);
    if (count > 0) words.push(amount(count, unit));
    left -= count * size;
  }
  return words.slice(0, 2).join(' ');
}

/** What is told of a row when it is selected: `llm plan, 2.9 seconds, error, 2 of 3`. Empty if there is no such row. */
export function spokenRow(data: TraceData, row: number): string {
  if (row < 0 || row >= data.size) return '';
  const kind = data.kinds[data.kind[row]];
  const name = data.names[data.name[row]] || 'unnamed';
  const words = [kind && kind !== name ? `${kind} ${name}` : name];
  const runs = data.duration[row] < 0 || data.status[row] === RUNNING;
  words.push(runs ? 'running' : spokenDuration(data.duration[row]));
  if (data.status[row] === ERROR) words.push('error');
  if (data.status[row] === INTERRUPTED) words.push('interrupted');
  const { at, of } = amongSiblings(data, row);
  words.push(`${at} of ${of}`);
  return words.join(', ');
}

function amongSiblings({ parent, derived }: TraceData, row: number): { at: number; of: number } {
  const { order, place, end } = derived;
  const above = parent[row];
  const behind = above < 0 ? order.length : end[above];
  let at = 0;
  let of = 0;
  for (let sibling = above < 0 ? 0 : place[above] + 1; sibling < behind; sibling = end[order[sibling]]) {
    of++;
    if (order[sibling] === row) at = of;
  }
  return { at, of };
}
