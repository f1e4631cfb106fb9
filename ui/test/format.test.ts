import { expect, test } from 'vitest';
import { ago, bytes, cost, costOf, count, duration, plural, time } from '../src/lib/format';

test.each([
  [0, '0µs'],
  [412, '412µs'],
  [2_900, '2.9ms'],
  [99_949, '99.9ms'],
  [320_000, '320ms'],
  [999_499, '999ms'],
  [999_500, '1.00s'],
  [3_280_000, '3.28s'],
  [31_200_000, '31.2s'],
  [59_949_999, '59.9s'],
  [59_950_000, '1m 00s'],
  [250e6, '4m 10s'],
  [3599.5e6, '1h 00m'],
  [17_760e6, '4h 56m'],
  [183_600e6, '2d 03h'],
  [-1, '–'],
  [NaN, '–'],
])('%d µs are %s', (micros, text) => {
  expect(duration(micros)).toBe(text);
});

test.each([
  [87, '87'],
  [9_999, '9,999'],
  [48_000, '48.0k'],
  [92_910, '92.9k'],
  [999_949, '1,000k'],
  [3_100_000, '3.1M'],
  [1_200_000_000, '1.2G'],
])('the count %d is %s', (value, text) => {
  expect(count(value)).toBe(text);
});

test.each([
  [0, '$0'],
  [0.00001, '<$0.0001'],
  [0.0031, '$0.0031'],
  [0.31, '$0.310'],
  [41.2, '$41.20'],
  [1204.4, '$1,204'],
])('the cost %d is %s', (value, text) => {
  expect(cost(value)).toBe(text);
});

test('a cost with unknown parts is a lower bound, and none where nothing is known', () => {
  expect(costOf({ cost: 1.5, unpriced: 2 })).toBe('$1.500+');
  expect(costOf({ cost: 0, unpriced: 2 })).toBe('–');
  expect(costOf({ cost: 0, unpriced: 0 })).toBe('$0');
});

test('sizes and nouns', () => {
  expect(bytes(999)).toBe('999 B');
  expect(bytes(12_345)).toBe('12 KB');
  expect(bytes(725e6)).toBe('725.0 MB');
  expect(plural(1, 'span')).toBe('1 span');
  expect(plural(1_200, 'span')).toBe('1,200 spans');
});

const micros = (text: string) => new Date(text).getTime() * 1e3;

test('how long ago', () => {
  const now = micros('2026-11-22T12:00:00');
  const before = (seconds: number) => ago(now - seconds * 1e6, now);
  expect(before(0)).toBe('now');
  expect(before(9)).toBe('now');
  expect(before(42)).toBe('42s ago');
  expect(before(190)).toBe('3m ago');
  expect(before(2 * 3600)).toBe('2h ago');
  expect(before(3 * 86_400)).toBe('3d ago');
  expect(ago(micros('2026-03-05T12:00:00'), now)).toBe('Mar 5');
  expect(ago(micros('2025-03-05T12:00:00'), now)).toBe('2025-03-05');
});

test('clocks that differ: a little ahead is now, far ahead is a time', () => {
  const now = micros('2026-11-22T12:00:00');
  expect(ago(now + 5e6, now)).toBe('now');
  expect(ago(micros('2026-11-23T12:00:00'), now)).toBe('Nov 23');
  expect(time(micros('2026-11-22T09:05:07'))).toBe('2026-11-22 09:05:07');
});
