import { describe, expect, test } from 'vitest';
import { RowScroll } from '../src/lib/rowScroll';

const list = (rows: number, height = 600) => {
  const scroll = new RowScroll(28);
  scroll.resize(rows, height);
  return scroll;
};

describe('a list that fits the limit', () => {
  test("has the browser's position", () => {
    const scroll = list(1000);
    scroll.scrolled(2800);
    expect(scroll.top).toBe(2800);
    expect(scroll.native).toBe(2800);
    expect(scroll.first).toBe(100);
    expect(scroll.behind).toBe(122);
  });

  test('that is shorter than its window never moves', () => {
    const scroll = list(3);
    scroll.to(500);
    expect(scroll.top).toBe(0);
    expect([scroll.first, scroll.behind]).toEqual([0, 3]);
  });

  test('without rows has nothing to show', () => {
    const scroll = list(0);
    expect([scroll.first, scroll.behind, scroll.native, scroll.spacer]).toEqual([0, 0, 0, 0]);
  });
});

describe('a million rows', () => {
  test('keep the spacer below what browsers can do', () => {
    const scroll = list(1_000_000);
    expect(scroll.total).toBe(28_000_000);
    expect(scroll.spacer).toBe(8_000_000);
  });

  test('are mapped from end to end by the thumb', () => {
    const scroll = list(1_000_000);
    scroll.scrolled(4_000_000);
    expect(scroll.top / scroll.furthest).toBeCloseTo(0.5, 3);
    scroll.scrolled(8_000_000 - 600);
    expect(scroll.behind).toBe(1_000_000);
    scroll.scrolled(0);
    expect(scroll.first).toBe(0);
  });

  test('come one after the other below a finger', () => {
    const scroll = list(1_000_000);
    scroll.scrolled(4_000_000);
    const before = scroll.top;
    scroll.scrolled(4_000_056);
    expect(scroll.top - before).toBe(56);
  });

  test('give the browser back the place where they are', () => {
    const scroll = list(1_000_000);
    scroll.to(14_000_000);
    scroll.synced(scroll.native);
    const again = list(1_000_000);
    again.scrolled(scroll.native);
    expect(Math.abs(again.top - scroll.top)).toBeLessThan(28);
  });

  test('each can be reached', () => {
    const scroll = list(1_000_000);
    for (const row of [0, 1, 499_999, 999_998, 999_999]) {
      scroll.reveal(row);
      expect(scroll.first).toBeLessThanOrEqual(row);
      expect(scroll.behind).toBeGreaterThan(row);
    }
  });
});

describe('revealing a row', () => {
  test('that can be seen moves nothing', () => {
    const scroll = list(1000);
    scroll.to(280);
    scroll.reveal(12);
    expect(scroll.top).toBe(280);
  });

  test('moves only as far as it must', () => {
    const scroll = list(1000);
    scroll.reveal(100);
    expect(scroll.top).toBe(101 * 28 - 600);
    scroll.reveal(50);
    expect(scroll.top).toBe(50 * 28);
  });

  test('puts it in the middle when asked', () => {
    const scroll = list(1000);
    scroll.reveal(500, true);
    expect(scroll.top).toBe(500 * 28 - 286);
  });
});

test('fewer rows pull the window back', () => {
  const scroll = list(1000);
  scroll.to(20_000);
  scroll.resize(30, 600);
  expect(scroll.top).toBe(240);
  expect(scroll.behind).toBe(30);
});
