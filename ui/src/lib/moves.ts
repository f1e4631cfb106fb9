import type { Derived, TraceData } from './data';

/** Errors stand at places where `errorsBefore` steps up; the n-th of them, counted from 0, is at this place. */
export function errorPlace(derived: Derived, n: number): number {
  const before = derived.errorsBefore;
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before[middle + 1] > n) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many errors there are up to and with a row, and in all: "2 of 3". */
export function errorNumber(data: TraceData, row: number): { at: number; of: number } {
  const { errorsBefore, place } = data.derived;
  return { at: row < 0 ? 0 : errorsBefore[place[row] + 1], of: errorsBefore[data.derived.order.length] ?? 0 };
}

/** The next error in the order of the tree, around the end; -1 if there is none. `row` -1: from the beginning. */
export function nextError(data: TraceData, row: number, direction: 1 | -1): number {
  const { derived } = data;
  const total = derived.errorsBefore[derived.order.length] ?? 0;
  if (total === 0) return -1;
  const place = row < 0 ? (direction > 0 ? -1 : derived.order.length) : derived.place[row];
  const n = direction > 0 ? derived.errorsBefore[place + 1] : derived.errorsBefore[place] - 1;
  return derived.order[errorPlace(derived, (n + total) % total)];
}

/** The next row in the order of the tree for which `wanted` holds, around the end; -1 if there is none. */
export function nextWhere(data: TraceData, row: number, direction: 1 | -1, wanted: (row: number) => boolean): number {
  const { order, place } = data.derived;
  const n = order.length;
  let at = row < 0 ? (direction > 0 ? -1 : n) : place[row];
  for (let i = 0; i < n; i++) {
    at += direction;
    if (at === n) at = 0;
    else if (at < 0) at = n - 1;
    if (wanted(order[at])) return order[at];
  }
  return -1;
}

/** What ← and → do at a row. */
export type Sideways = { collapse: number } | { expand: number } | { select: number } | null;

export function leftOf(data: TraceData, row: number, expanded: boolean): Sideways {
  if (expanded && data.derived.children[row] > 0) return { collapse: row };
  const parent = data.parent[row];
  return parent >= 0 ? { select: parent } : null;
}

export function rightOf(data: TraceData, row: number, expanded: boolean): Sideways {
  if (data.derived.children[row] === 0) return null;
  if (!expanded) return { expand: row };
  return { select: data.derived.order[data.derived.place[row] + 1] };
}

/** Which of its parent's children each row is, from 1. */
export function positions(data: TraceData): Uint32Array {
  const { order } = data.derived;
  const next = new Uint32Array(data.size);
  const result = new Uint32Array(data.size);
  let roots = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const parent = data.parent[row];
    result[row] = parent < 0 ? ++roots : ++next[parent];
  }
  return result;
}
