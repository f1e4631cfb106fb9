import type { Derived } from './data';
import { blockLanes } from './lanes';
import { minimap } from './minimap';
import { ERROR } from './protocol';

/** The columns that everything else follows from. The arrays may be longer than `size`. */
export interface Base {
  size: number;
  start: Float64Array;
  duration: Float64Array;
  parent: Int32Array;
  kind: Uint16Array;
  status: Uint8Array;
  kinds: readonly string[];
  /** Where a span without an end is drawn to: microseconds since t0. */
  end: number;
}

/** When rows begin and end. */
export type Times = Pick<Base, 'start' | 'duration' | 'end'>;

/** Where a row ends; one without an end lasts until now. */
export function endOf(base: Times, row: number): number {
  const start = startOf(base, row);
  return base.duration[row] < 0 ? Math.max(start, base.end) : start + base.duration[row];
}

/** A row without a time stands at the beginning. */
export function startOf(base: Pick<Base, 'start'>, row: number): number {
  const start = base.start[row];
  return start === start ? start : 0;
}

/** Without recursion, as traces are deep; parents may stand behind their children, and form circles in broken files. */
export function derive(base: Base): Derived {
  const { size, parent } = base;
  const family = childrenOf(base);
  const order = new Uint32Array(size);
  const place = new Uint32Array(size);
  const end = new Uint32Array(size);
  const depth = new Uint16Array(size);
  const next = family.first.slice(0, size);
  const visited = new Uint8Array(size);
  let placed = 0;
  let deepest = 0;

  const visit = (root: number) => {
    let row = root;
    let level = 0;
    const enter = (entered: number) => {
      visited[entered] = 1;
      depth[entered] = Math.min(level, 0xffff);
      if (level > deepest) deepest = level;
      place[entered] = placed;
      order[placed++] = entered;
    };
    enter(row);
    for (;;) {
      if (next[row] < family.first[row + 1]) {
        const child = family.rows[next[row]++];
        if (visited[child]) continue;
        row = child;
        level++;
        enter(row);
      } else {
        end[row] = placed;
        if (row === root) return;
        row = parent[row];
        level--;
      }
    }
  };
  for (const root of family.roots) visit(root);
  // What no root leads to: circles.
  for (let row = 0; placed < size && row < size; row++) if (!visited[row]) visit(row);

  const lanes = blockLanes(base, order, place, end, depth);
  return {
    order,
    place,
    end,
    depth,
    deepest,
    children: family.count,
    errorsBefore: errorsBefore(base, order),
    self: ownTime(base, order),
    lanes,
    minimap: minimap(base, family.count),
  };
}

interface Family {
  /** Children of a row: `rows[first[row]]` to `rows[first[row + 1] - 1]`, by start. */
  first: Uint32Array;
  rows: Uint32Array;
  count: Uint32Array;
  roots: Uint32Array;
}

function childrenOf(base: Base): Family {
  const { size, parent } = base;
  const count = new Uint32Array(size);
  let rootCount = 0;
  for (let row = 0; row < size; row++) {
    if (parent[row] >= 0) count[parent[row]]++;
    else rootCount++;
  }
  const first = new Uint32Array(size + 1);
  for (let row = 0; row < size; row++) first[row + 1] = first[row] + count[row];
  const rows = new Uint32Array(size - rootCount);
  const roots = new Uint32Array(rootCount);
  const next = first.slice(0, size);
  let root = 0;
  for (let row = 0; row < size; row++) {
    if (parent[row] >= 0) rows[next[parent[row]]++] = row;
    else roots[root++] = row;
  }
  for (let row = 0; row < size; row++) {
    if (count[row] > 1) byStart(base, rows.subarray(first[row], first[row + 1]));
  }
  byStart(base, roots);
  return { first, rows, count, roots };
}

/** In the file they stand in the order of their start, nearly always. */
function byStart(base: Base, rows: Uint32Array): void {
  for (let i = 1; i < rows.length; i++) {
    if (startOf(base, rows[i]) < startOf(base, rows[i - 1])) {
      rows.sort((a, b) => startOf(base, a) - startOf(base, b) || a - b);
      return;
    }
  }
}

function errorsBefore(base: Base, order: Uint32Array): Uint32Array {
  const before = new Uint32Array(order.length + 1);
  for (let at = 0; at < order.length; at++) before[at + 1] = before[at] + (base.status[order[at]] === ERROR ? 1 : 0);
  return before;
}

/** Time in a row that no child covers. Children come in the order of their start. */
function ownTime(base: Base, order: Uint32Array): Float64Array {
  const own = new Float64Array(base.size);
  const covered = new Float64Array(base.size);
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const start = startOf(base, row);
    const end = endOf(base, row);
    own[row] = end - start;
    covered[row] = start;
    const above = base.parent[row];
    if (above < 0) continue;
    const from = Math.max(start, covered[above]);
    const to = Math.min(end, endOf(base, above));
    if (to > from) {
      own[above] -= to - from;
      covered[above] = to;
    }
  }
  return own;
}
