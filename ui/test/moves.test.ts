import { describe, expect, test } from 'vitest';
import type { Derived, TraceData } from '../src/lib/data';
import { errorNumber, leftOf, nextError, nextWhere, positions, rightOf } from '../src/lib/moves';

/** Rows as they arrived; the tree is 0(1(3) 2) 4. */
function forest(errors: number[]): TraceData {
  const parent = Int32Array.from([-1, 0, 0, 1, -1]);
  const order = Uint32Array.from([0, 1, 3, 2, 4]);
  const place = Uint32Array.from([0, 1, 3, 2, 4]);
  const errorsBefore = new Uint32Array(6);
  for (let at = 0; at < 5; at++) errorsBefore[at + 1] = errorsBefore[at] + (errors.includes(order[at]) ? 1 : 0);
  const children = Uint32Array.from([2, 1, 0, 0, 0]);
  return { size: 5, parent, derived: { order, place, errorsBefore, children } as Partial<Derived> } as TraceData;
}

describe('the next error', () => {
  const data = forest([3, 4]);

  test('is the next in the order of the tree', () => {
    expect(nextError(data, -1, 1)).toBe(3);
    expect(nextError(data, 3, 1)).toBe(4);
    expect(nextError(data, 2, -1)).toBe(3);
  });

  test('goes around the end', () => {
    expect(nextError(data, 4, 1)).toBe(3);
    expect(nextError(data, 3, -1)).toBe(4);
    expect(nextError(data, -1, -1)).toBe(4);
  });

  test('does not exist without errors', () => {
    expect(nextError(forest([]), 1, 1)).toBe(-1);
  });

  test('is counted', () => {
    expect(errorNumber(data, 3)).toEqual({ at: 1, of: 2 });
    expect(errorNumber(data, 2)).toEqual({ at: 1, of: 2 });
    expect(errorNumber(data, -1)).toEqual({ at: 0, of: 2 });
  });
});

test('the next row of a sort is found around the end', () => {
  const data = forest([]);
  expect(nextWhere(data, 3, 1, (row) => row === 1)).toBe(1);
  expect(nextWhere(data, -1, -1, () => true)).toBe(4);
  expect(nextWhere(data, 0, 1, () => false)).toBe(-1);
});

describe('sideways', () => {
  const data = forest([]);

  test('left closes what is open, then goes to the parent', () => {
    expect(leftOf(data, 1, true)).toEqual({ collapse: 1 });
    expect(leftOf(data, 1, false)).toEqual({ select: 0 });
    expect(leftOf(data, 3, true)).toEqual({ select: 1 });
    expect(leftOf(data, 0, false)).toBeNull();
  });

  test('right opens what is closed, then goes to the first child', () => {
    expect(rightOf(data, 0, false)).toEqual({ expand: 0 });
    expect(rightOf(data, 0, true)).toEqual({ select: 1 });
    expect(rightOf(data, 2, false)).toBeNull();
  });
});

test('children are counted from 1, roots too', () => {
  expect([...positions(forest([]))]).toEqual([1, 1, 2, 1, 2]);
});
