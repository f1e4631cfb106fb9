import { ERROR, NO_KIND, NO_MODEL } from './protocol';

/** What stands together in one line. */
export type By = 'name' | 'kind' | 'model';

/** The columns of a trace that figures are made from; plain, so that they can be sent to a worker. */
export interface StatsInput {
  size: number;
  duration: Float64Array;
  self: Float64Array;
  name: Uint32Array;
  kind: Uint16Array;
  status: Uint8Array;
  llmPlace: Int32Array;
  model: Uint16Array;
  inputTokens: Float64Array;
  outputTokens: Float64Array;
  cost: Float64Array;
  /** 1: the row counts; null: all do. */
  mask: Uint8Array | null;
}

export interface Group {
  /** Number of the name, kind or model; -1: spans without a kind. */
  key: number;
  /** Kind of the first of them; `NO_KIND`: none. */
  kind: number;
  count: number;
  errors: number;
  /** Microseconds; spans that still run count nothing. */
  total: number;
  self: number;
  /** Of the spans that have ended; -1 if there are none. */
  p50: number;
  p95: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars; -1 if the cost of none of them is known. */
  cost: number;
}

/** Figures of the spans that have something in common, longest first. */
export function groups(input: StatsInput, by: By): Group[] {
  const numbers = new Map<number, number>();
  const result: Group[] = [];
  const group = new Int32Array(input.size).fill(-1);
  const ended: number[] = [];
  for (let row = 0; row < input.size; row++) {
    if (input.mask && !input.mask[row]) continue;
    const key = keyOf(input, by, row);
    if (key === null) continue;
    let number = numbers.get(key);
    if (number === undefined) {
      number = result.push(empty(key, input.kind[row])) - 1;
      numbers.set(key, number);
      ended.push(0);
    }
    group[row] = number;
    add(result[number], input, row);
    if (input.duration[row] >= 0) ended[number]++;
  }
  percentiles(input, result, group, ended);
  return result.sort((a, b) => b.total - a.total);
}

function keyOf(input: StatsInput, by: By, row: number): number | null {
  if (by === 'name') return input.name[row];
  if (by === 'kind') return input.kind[row] === NO_KIND ? -1 : input.kind[row];
  const place = input.llmPlace[row];
  return place < 0 || input.model[place] === NO_MODEL ? null : input.model[place];
}

const empty = (key: number, kind: number): Group => ({
  key,
  kind,
  count: 0,
  errors: 0,
  total: 0,
  self: 0,
  p50: -1,
  p95: -1,
  inputTokens: 0,
  outputTokens: 0,
  cost: -1,
});

function add(group: Group, input: StatsInput, row: number): void {
  group.count++;
  if (input.status[row] === ERROR) group.errors++;
  group.total += Math.max(0, input.duration[row]);
  group.self += Math.max(0, input.self[row] || 0);
  const place = input.llmPlace[row];
  if (place < 0) return;
  group.inputTokens += Math.max(0, input.inputTokens[place]);
  group.outputTokens += Math.max(0, input.outputTokens[place]);
  if (input.cost[place] >= 0) group.cost = Math.max(0, group.cost) + input.cost[place];
}

/** Durations of a group behind each other, sorted: the p-th of them is no guess. */
function percentiles(input: StatsInput, found: Group[], group: Int32Array, ended: readonly number[]): void {
  const first = new Uint32Array(found.length + 1);
  ended.forEach((count, number) => (first[number + 1] = first[number] + count));
  const next = first.slice();
  const durations = new Float64Array(first[found.length]);
  for (let row = 0; row < input.size; row++) {
    if (group[row] >= 0 && input.duration[row] >= 0) durations[next[group[row]]++] = input.duration[row];
  }
  found.forEach((one, number) => {
    const sorted = durations.subarray(first[number], first[number + 1]).sort();
    if (sorted.length === 0) return;
    one.p50 = sorted[Math.ceil(sorted.length * 0.5) - 1];
    one.p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
  });
}
