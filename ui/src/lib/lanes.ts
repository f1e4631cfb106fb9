import type { Lanes } from './data';
import { endOf, startOf, type Base } from './derive';
import { ERROR } from './protocol';

const MOST_LANES = 0xffff;
/** How often a place is looked for: ten thousand spans at the same time must not take forever. */
const TRIES = 128;
const MOST_SKIPPED = 1024;

/**
 * Every subtree is a rectangle, as long as it lasts and as high as it needs. Rectangles of siblings that follow each
 * other share lanes, those that overlap stand below each other; so an agent stays together.
 */
export function blockLanes(
  base: Base,
  order: Uint32Array,
  place: Uint32Array,
  end: Uint32Array,
  depth: Uint16Array,
): Lanes {
  const { size } = base;
  const from = new Float64Array(size);
  const to = new Float64Array(size);
  const height = new Uint16Array(size).fill(1);
  for (let row = 0; row < size; row++) {
    from[row] = startOf(base, row);
    // What runs has its lane for itself: nothing that comes later fits behind it.
    to[row] = base.duration[row] < 0 ? Infinity : endOf(base, row);
  }
  // Lane of a row below its parent's; absolute after the second pass.
  const lane = new Uint16Array(size);
  const block = new Block(from, to, height, lane);
  for (let at = order.length - 1; at >= 0; at--) {
    const row = order[at];
    if (end[row] === at + 1) continue;
    block.clear();
    for (let child = at + 1; child < end[row]; child = end[order[child]]) block.put(order[child]);
    height[row] = Math.min(1 + block.used, MOST_LANES);
    from[row] = Math.min(from[row], block.from);
    to[row] = Math.max(to[row], block.to);
  }
  block.clear();
  for (let at = 0; at < order.length; at = end[order[at]]) block.put(order[at]);
  const count = Math.min(block.used, MOST_LANES);
  const above = new Int32Array(MOST_LANES + 1);
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const level = depth[row];
    if (level > 0) lane[row] = Math.min(above[level - 1] + 1 + lane[row], MOST_LANES - 1);
    above[level] = lane[row];
  }
  return byLane(base, count, lane, order, place);
}

/** The lanes inside of one parent, from the top, while its children are put there. */
class Block {
  used = 0;
  from = Infinity;
  to = -Infinity;
  private hint = 0;
  private busy = 0;
  private busyUntil = Infinity;
  private free = new Float64Array(64);

  constructor(
    private readonly starts: Float64Array,
    private readonly ends: Float64Array,
    private readonly heights: Uint16Array,
    private readonly lane: Uint16Array,
  ) {}

  clear(): void {
    this.used = 0;
    this.hint = 0;
    this.busy = 0;
    this.busyUntil = Infinity;
    this.from = Infinity;
    this.to = -Infinity;
  }

  put(row: number): void {
    const start = this.starts[row];
    const end = this.ends[row];
    const height = this.heights[row];
    const lane = this.firstFree(start, height);
    this.lane[row] = Math.min(lane, MOST_LANES);
    while (lane + height > this.free.length) {
      const larger = new Float64Array(this.free.length * 2);
      larger.set(this.free);
      this.free = larger;
    }
    this.free.fill(end, lane, lane + height);
    if (lane + height > this.used) this.used = lane + height;
    if (start < this.from) this.from = start;
    if (end > this.to) this.to = end;
  }

  /** From the top, so that pictures are low; then where one was found last, behind many that last long. */
  private firstFree(start: number, height: number): number {
    this.skipBusy(start);
    const top = this.freeFrom(this.busy, start, height);
    if (top >= 0) return top;
    const lane = this.freeFrom(Math.max(this.hint, this.busy), start, height);
    this.hint = lane < 0 ? this.busy : lane;
    return lane < 0 ? this.used : lane;
  }

  /** Lanes at the top that are taken until `busyUntil` need not be looked at before. */
  private skipBusy(start: number): void {
    if (start >= this.busyUntil) {
      this.busy = 0;
      this.busyUntil = Infinity;
    }
    const most = Math.min(this.used, this.busy + MOST_SKIPPED);
    while (this.busy < most && this.free[this.busy] > start) {
      this.busyUntil = Math.min(this.busyUntil, this.free[this.busy]);
      this.busy++;
    }
  }

  /** -1: not found so soon. */
  private freeFrom(from: number, start: number, height: number): number {
    let lane = from;
    for (let tries = 0; tries < TRIES && lane < this.used; tries++) {
      let at = Math.min(lane + height, this.used) - 1;
      while (at >= lane && this.free[at] <= start) at--;
      if (at < lane) return lane;
      lane = at + 1;
    }
    return lane >= this.used ? this.used : -1;
  }
}

function byLane(base: Base, count: number, lane: Uint16Array, order: Uint32Array, place: Uint32Array): Lanes {
  const { size } = base;
  const first = new Uint32Array(count + 1);
  for (let row = 0; row < size; row++) first[Math.min(lane[row], count - 1) + 1]++;
  for (let at = 0; at < count; at++) first[at + 1] += first[at];
  const rows = new Uint32Array(size);
  const next = first.slice(0, count);
  for (let at = 0; at < order.length; at++) rows[next[Math.min(lane[order[at]], count - 1)]++] = order[at];
  for (let at = 0; at < count; at++) sortByStart(base, rows.subarray(first[at], first[at + 1]), place);
  const errorsBefore = new Uint32Array(size + 1);
  for (let at = 0; at < size; at++) errorsBefore[at + 1] = errorsBefore[at] + (base.status[rows[at]] === ERROR ? 1 : 0);
  return { count, lane, rows, first, errorsBefore };
}

/** In the order of the tree they are sorted already, unless blocks went back in time. */
function sortByStart(base: Base, rows: Uint32Array, place: Uint32Array): void {
  for (let i = 1; i < rows.length; i++) {
    if (startOf(base, rows[i]) < startOf(base, rows[i - 1])) {
      rows.sort((a, b) => startOf(base, a) - startOf(base, b) || place[a] - place[b]);
      return;
    }
  }
}
