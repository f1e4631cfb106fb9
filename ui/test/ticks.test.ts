import { expect, test } from 'vitest';
import { step, tickLabel, ticks } from '../src/lib/ticks';

test('marks are round and not too many', () => {
  expect(ticks(0, 31.2e6, 8)).toEqual([0, 5e6, 10e6, 15e6, 20e6, 25e6, 30e6]);
  expect(ticks(1234, 1250, 4)).toEqual([1235, 1240, 1245, 1250]);
  for (const range of [3, 77, 5e3, 31.2e6, 59e6, 61e6, 17_760e6, 400_000e6]) {
    expect(ticks(0, range, 6).length).toBeLessThanOrEqual(7);
    expect(ticks(0, range, 6).length).toBeGreaterThan(1);
  }
});

test('long times are cut into minutes and hours', () => {
  expect(step(5 * 3600e6, 8)).toBe(3600e6);
  expect(step(10 * 60e6, 8)).toBe(120e6);
});

test('an empty window has none', () => {
  expect(ticks(5, 5, 8)).toEqual([]);
});

test('labels tell two marks apart', () => {
  expect(tickLabel(0, 5e6)).toBe('0');
  expect(tickLabel(5e6, 5e6)).toBe('5s');
  expect(tickLabel(1.5e6, 0.5e6)).toBe('1.5s');
  expect(tickLabel(12_000, 2000)).toBe('12ms');
  expect(tickLabel(1_000_250, 50)).toBe('1.00025s');
  expect(tickLabel(7_380e6, 60e6)).toBe('2h 3m');
  expect(tickLabel(90e6, 30e6)).toBe('1m 30s');
});
