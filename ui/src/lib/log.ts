import type { EventColumns } from './data';

/** What happened at one time: a span began, a span ended, or a point event. */
export const BEGAN = 0;
export const ENDED = 1;
export const POINT = 2;

/** Entries are numbers: four times the row of the span, or the place of the point event, and what happened to it. */
export const entryOf = (of: number, what: number): number => of * 4 + what;
export const whatOf = (entry: number): number => entry & 3;
export const subjectOf = (entry: number): number => entry >>> 2;

export interface LogInput {
  size: number;
  start: Float64Array;
  duration: Float64Array;
  events: Pick<EventColumns, 'count' | 'time'>;
}

/**
 * Everything that happened, in the order in which it did. At the same time: spans end before others begin, those inside
 * before those around them; a span without length ends after it began.
 */
export function logOrder({ size, start, duration, events }: LogInput): Uint32Array {
  const begins: number[] = [];
  const ends: number[] = [];
  const instants: number[] = [];
  const points: number[] = [];
  for (let row = 0; row < size; row++) {
    if (!Number.isFinite(start[row])) continue;
    begins.push(row);
    if (duration[row] > 0) ends.push(row);
    else if (duration[row] === 0) instants.push(row);
  }
  for (let at = 0; at < events.count; at++) if (Number.isFinite(events.time[at])) points.push(at);
  const endOf = (row: number) => start[row] + duration[row];
  const startOf = (row: number) => start[row];
  const timeOf = (at: number) => events.time[at];
  ordered(begins, startOf, 1);
  ordered(ends, endOf, -1);
  ordered(instants, startOf, -1);
  ordered(points, timeOf, 1);
  return merged([
    { list: ends, time: endOf, what: ENDED },
    { list: begins, time: startOf, what: BEGAN },
    { list: points, time: timeOf, what: POINT },
    { list: instants, time: startOf, what: ENDED },
  ]);
}

/** By time; of the same time the smaller number first, or the greater one. */
function ordered(list: number[], time: (one: number) => number, ties: 1 | -1): void {
  let sorted = true;
  for (let i = 1; i < list.length && sorted; i++) {
    const before = time(list[i - 1]);
    const now = time(list[i]);
    sorted = before < now || (before === now && ties > 0);
  }
  if (!sorted) list.sort((a, b) => time(a) - time(b) || ties * (a - b));
}

interface Stream {
  list: number[];
  time: (one: number) => number;
  what: number;
}

/** Of the same time the earlier stream goes first. */
function merged(streams: readonly Stream[]): Uint32Array {
  const result = new Uint32Array(streams.reduce((sum, { list }) => sum + list.length, 0));
  const at = streams.map(() => 0);
  const next = streams.map(({ list, time }) => (list.length > 0 ? time(list[0]) : Infinity));
  for (let i = 0; i < result.length; i++) {
    let first = -1;
    for (let s = 0; s < streams.length; s++) {
      if (at[s] < streams[s].list.length && (first < 0 || next[s] < next[first])) first = s;
    }
    const { list, time, what } = streams[first];
    result[i] = entryOf(list[at[first]++], what);
    next[first] = at[first] < list.length ? time(list[at[first]]) : Infinity;
  }
  return result;
}
