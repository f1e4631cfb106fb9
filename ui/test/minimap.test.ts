import { expect, test } from 'vitest';
import { minimap } from '../src/lib/minimap';
import { ERROR, NO_KIND } from '../src/lib/protocol';

const base = {
  size: 4,
  start: Float64Array.of(0, 0, 512, 1024),
  duration: Float64Array.of(2048, 1024, 256, -1),
  parent: Int32Array.of(-1, 0, 0, 0),
  kind: Uint16Array.of(0, 1, 1, NO_KIND),
  status: Uint8Array.of(0, 0, ERROR, 2),
  kinds: ['agent', 'llm'],
  end: 2048,
};
const map = minimap(base, Uint32Array.of(3, 0, 0, 0));
const busy = (bucket: number) => [...map.busy.subarray(bucket * 3, bucket * 3 + 3)];

test('each moment shows how many spans without children run, by kind; the last kind is none', () => {
  expect(map.end).toBe(2048);
  expect(busy(100)).toEqual([0, 1, 0]);
  expect(busy(600)).toEqual([0, 2, 0]);
  expect(busy(900)).toEqual([0, 1, 0]);
  // What runs lasts until the end.
  expect(busy(1500)).toEqual([0, 0, 1]);
  expect(busy(2047)).toEqual([0, 0, 1]);
});

test('errors stand where they began', () => {
  expect(map.errors[512]).toBe(1);
  expect(map.errors.reduce((sum, count) => sum + count, 0)).toBe(1);
});

test('a span that is shorter than a bucket counts for its part of it', () => {
  const short = {
    ...base,
    size: 1,
    start: Float64Array.of(10.25),
    duration: Float64Array.of(0.5),
    status: new Uint8Array(1),
    kind: new Uint16Array(1),
  };
  const found = minimap(short, new Uint32Array(1));
  expect(found.busy[10 * 3]).toBeCloseTo(0.5);
  expect(found.busy[11 * 3]).toBeCloseTo(0);
});

test('a trace without any time has an empty map', () => {
  const nothing = minimap({ ...base, size: 0, end: 0 }, new Uint32Array(0));
  expect(nothing.busy.every((value) => value === 0)).toBe(true);
});
