import { endOf, startOf, type Base } from './derive';
import { ERROR, NO_KIND } from './protocol';
import type { Derived } from './data';

const BUCKETS = 2048;

/** How many rows without children run in each piece of the time, by kind; the last kind is "none". */
export function minimap(base: Base, children: Uint32Array): Derived['minimap'] {
  const kinds = base.kinds.length + 1;
  const busy = new Float32Array(BUCKETS * kinds);
  const errors = new Uint32Array(BUCKETS);
  const scale = base.end > 0 ? BUCKETS / base.end : 0;
  // What begins and ends in a bucket is counted there in part; in between it is one more, found by adding up.
  const change = new Float64Array((BUCKETS + 2) * kinds);
  for (let row = 0; row < base.size; row++) {
    const from = Math.min(Math.max(startOf(base, row) * scale, 0), BUCKETS - 1e-9);
    if (base.status[row] === ERROR) errors[Math.floor(from)]++;
    if (children[row] > 0) continue;
    const kind = base.kind[row] === NO_KIND ? kinds - 1 : Math.min(base.kind[row], kinds - 1);
    const to = Math.min(Math.max(endOf(base, row) * scale, from), BUCKETS);
    const a = Math.floor(from);
    const b = Math.floor(to);
    change[a * kinds + kind] += 1 - (from - a);
    change[(a + 1) * kinds + kind] += from - a;
    change[b * kinds + kind] -= 1 - (to - b);
    change[(b + 1) * kinds + kind] -= to - b;
  }
  const running = new Float64Array(kinds);
  for (let at = 0; at < BUCKETS; at++) {
    for (let kind = 0; kind < kinds; kind++) {
      running[kind] += change[at * kinds + kind];
      busy[at * kinds + kind] = Math.max(0, running[kind]);
    }
  }
  return { buckets: BUCKETS, end: base.end, busy, errors };
}
