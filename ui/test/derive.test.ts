import { expect, test } from 'vitest';
import { derive, endOf, startOf, type Base } from '../src/lib/derive';
import { shown } from '../src/lib/visible';
import { ERROR } from '../src/lib/protocol';

interface Row {
  parent?: number;
  start: number;
  duration: number;
  status?: number;
}

function base(rows: Row[]): Base {
  return {
    size: rows.length,
    start: Float64Array.from(rows, (row) => row.start),
    duration: Float64Array.from(rows, (row) => row.duration),
    parent: Int32Array.from(rows, (row) => row.parent ?? -1),
    kind: new Uint16Array(rows.length),
    status: Uint8Array.from(rows, (row) => row.status ?? 0),
    kinds: ['tool'],
    end: Math.max(...rows.map((row) => row.start + Math.max(0, row.duration))),
  };
}

test('siblings stand by their start, descendants behind their ancestors', () => {
  const derived = derive(
    base([
      { start: 0, duration: 100 },
      { parent: 0, start: 60, duration: 10 },
      { parent: 0, start: 10, duration: 20 },
      { parent: 2, start: 12, duration: 3 },
    ]),
  );
  expect([...derived.order]).toEqual([0, 2, 3, 1]);
  expect([...derived.end]).toEqual([4, 4, 3, 3]);
  expect([...derived.depth]).toEqual([0, 1, 1, 2]);
  expect([...derived.children]).toEqual([2, 0, 1, 0]);
});

test('a parent may stand behind its child', () => {
  const derived = derive(
    base([
      { parent: 1, start: 5, duration: 1 },
      { start: 0, duration: 9 },
    ]),
  );
  expect([...derived.order]).toEqual([1, 0]);
});

test('circles are shown at the top, each row once', () => {
  const derived = derive(
    base([
      { parent: 1, start: 0, duration: 1 },
      { parent: 0, start: 0, duration: 1 },
      { parent: 2, start: 0, duration: 1 },
    ]),
  );
  expect([...derived.order].sort()).toEqual([0, 1, 2]);
});

test('ten thousand levels need no stack', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ parent: i - 1, start: i, duration: 20_000 - 2 * i }));
  const derived = derive(base(rows));
  expect(derived.deepest).toBe(9999);
  expect(derived.lanes.count).toBe(10_000);
});

test('own time leaves out what children cover, once', () => {
  const derived = derive(
    base([
      { start: 0, duration: 100 },
      { parent: 0, start: 10, duration: 30 },
      { parent: 0, start: 20, duration: 40 },
      { parent: 0, start: 90, duration: 50 },
    ]),
  );
  expect(derived.self[0]).toBe(100 - 50 - 10);
});

test('an error without a time in between is counted before every later place', () => {
  const derived = derive(
    base([
      { start: 0, duration: 1 },
      { start: 1, duration: 1, status: ERROR },
      { start: 2, duration: 1 },
    ]),
  );
  expect([...derived.errorsBefore]).toEqual([0, 0, 1, 1]);
});

/** Always the same. */
function random(): () => number {
  let seed = 7;
  return () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** Spans below any earlier one; some outlive it, some never end. */
function wild(count: number): Base {
  const next = random();
  const rows: Row[] = [{ start: 0, duration: 1000 }];
  for (let i = 1; i < count; i++) {
    const above = rows[Math.floor(next() * i)];
    const start = above.start + next() * Math.max(above.duration, 10);
    const duration = next() < 0.02 ? -1 : next() * Math.max(above.duration, 10) * (next() < 0.05 ? 3 : 1);
    rows.push({ parent: rows.indexOf(above), start, duration });
  }
  return base(rows);
}

test('spans of a lane never overlap, also those that outlive their parents or run', () => {
  const all = wild(3000);
  const { lanes } = derive(all);
  // Now is later than anything that was written.
  all.end += 100;
  for (let lane = 0; lane < lanes.count; lane++) {
    for (let at = lanes.first[lane] + 1; at < lanes.first[lane + 1]; at++) {
      expect(startOf(all, lanes.rows[at])).toBeGreaterThanOrEqual(endOf(all, lanes.rows[at - 1]));
    }
  }
  expect([...lanes.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 3000 }, (_, row) => row));
});

test('an agent stays together: nobody else is in the lanes of its subtree while it lasts', () => {
  const all = wild(400);
  const { lanes, order, place, end } = derive(all);
  for (let row = 0; row < all.size; row++) {
    const family = [...order.subarray(place[row], end[row])];
    const [from, to] = [
      Math.min(...family.map((one) => startOf(all, one))),
      Math.max(...family.map((one) => endOf(all, one))),
    ];
    const [top, bottom] = [
      Math.min(...family.map((one) => lanes.lane[one])),
      Math.max(...family.map((one) => lanes.lane[one])),
    ];
    expect(top).toBe(lanes.lane[row]);
    for (let other = 0; other < all.size; other++) {
      if (place[other] >= place[row] && place[other] < end[row]) continue;
      const before = endOf(all, other) <= from || startOf(all, other) >= to;
      if (!before && lanes.lane[other] >= top && lanes.lane[other] <= bottom)
        expect.fail(`${other} in the block of ${row}`);
    }
  }
});

test('behind many spans that last long, short ones share lanes', () => {
  const rows: Row[] = Array.from({ length: 500 }, (_, i) => ({ start: i / 1000, duration: 1e6 }));
  for (let i = 0; i < 5000; i++) rows.push({ start: 1 + i, duration: 1.5 });
  expect(derive(base(rows)).lanes.count).toBeLessThan(510);
});

test('blocks of different heights that overlap use lanes again', () => {
  const rows: Row[] = [];
  for (let i = 0; i < 60; i++) {
    const parent = rows.push({ start: i * 300, duration: 1000 }) - 1;
    const children = 300 + (i % 7) * 40;
    for (let child = 0; child < children; child++) rows.push({ parent, start: i * 300 + child / 1000, duration: 900 });
  }
  // Four of them last at the same time.
  expect(derive(base(rows)).lanes.count).toBeLessThan(8 * 540);
});

test('a filter keeps what stands above its matches, and a closed row hides what is below', () => {
  const all = base([
    { start: 0, duration: 9 },
    { parent: 0, start: 1, duration: 1 },
    { parent: 0, start: 3, duration: 1 },
    { start: 20, duration: 1 },
  ]);
  const derived = derive(all);
  const none = new Uint8Array(4);
  const visible = (hiding: Partial<Parameters<typeof shown>[2]>) => {
    const { rows, count } = shown(derived, all.parent, { collapsed: none, only: -1, matches: null, ...hiding });
    return Array.from(rows.subarray(0, count));
  };
  expect(visible({})).toEqual([0, 1, 2, 3]);
  expect(visible({ matches: Uint8Array.of(0, 0, 1, 0) })).toEqual([0, 2]);
  expect(visible({ collapsed: Uint8Array.of(1, 0, 0, 0) })).toEqual([0, 3]);
  expect(visible({ only: 0 })).toEqual([0, 1, 2]);
});

test('a million rows, ten levels deep: how long it takes is told, not judged', () => {
  const size = 1_000_000;
  const parent = new Int32Array(size).fill(-1);
  const start = new Float64Array(size);
  const duration = new Float64Array(size);
  const next = random();
  for (let row = 0; row < size; row++) {
    const level = row % 1000 === 0 ? 0 : 1 + (row % 9);
    if (level > 0) parent[row] = level === 1 ? row - (row % 1000) : row - 1;
    const above = parent[row];
    start[row] = above < 0 ? (row / 1000) * 300 : start[above] + (next() * duration[above]) / 2;
    duration[row] = above < 0 ? 1000 : duration[above] * 0.4;
  }
  const all = {
    ...base([]),
    size,
    start,
    duration,
    parent,
    kind: new Uint16Array(size),
    status: new Uint8Array(size),
    end: 301_000,
  };
  const timed = <T>(what: string, work: () => T): T => {
    const begun = performance.now();
    const result = work();
    times.push(`${what} ${Math.round(performance.now() - begun)} ms`);
    return result;
  };
  const times: string[] = [];
  const derived = timed('derived with lanes', () => derive(all));
  const collapsed = new Uint8Array(size);
  const count = (matches: Uint8Array | null) => shown(derived, parent, { collapsed, only: -1, matches }).count;
  expect(timed('all shown', () => count(null))).toBe(size);
  for (let row = 0; row < size; row++) collapsed[row] = derived.depth[row] >= 2 ? 1 : 0;
  const levels = timed('three levels shown', () => count(null));
  expect(levels).toBe(derived.depth.reduce((sum, depth) => sum + (depth <= 2 ? 1 : 0), 0));
  collapsed.fill(0);
  const matches = Uint8Array.from(parent, (_, row) => (row % 77 === 0 ? 1 : 0));
  expect(timed('filtered with what stands above', () => count(matches))).toBeGreaterThan(size / 77);
  console.log(`1,000,000 rows, ${derived.deepest + 1} levels, ${derived.lanes.count} lanes: ${times.join(', ')}`);
});
