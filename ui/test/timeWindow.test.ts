import { expect, test } from 'vitest';
import { around, panned, within, zoomed } from '../src/lib/timeWindow';

const whole = { from: 0, to: 1000 };

test('zooming keeps what is below the pointer', () => {
  const half = zoomed(whole, whole, 0.5, 800);
  expect(half).toEqual({ from: 400, to: 900 });
  expect((800 - half.from) / (half.to - half.from)).toBeCloseTo(0.8);
});

test('zooming out ends with the whole', () => {
  expect(zoomed({ from: 400, to: 900 }, whole, 10)).toEqual(whole);
});

test('zooming in ends where times end', () => {
  let window = whole;
  for (let i = 0; i < 100; i++) window = zoomed(window, whole, 0.5, 500);
  expect(window.to - window.from).toBe(4);
});

test('moving stops at both ends and keeps the width', () => {
  expect(panned({ from: 0, to: 100 }, whole, -1)).toEqual({ from: 0, to: 100 });
  expect(panned({ from: 800, to: 950 }, whole, 1)).toEqual({ from: 850, to: 1000 });
});

test('a span gets room beside it, but never more than there is', () => {
  expect(around(100, 200, whole)).toEqual({ from: 96, to: 204 });
  expect(around(0, 1000, whole)).toEqual(whole);
  expect(around(500, 500, whole).to - around(500, 500, whole).from).toBe(4);
});

test('a trace without length is no division by zero', () => {
  const nothing = { from: 0, to: 0 };
  const window = zoomed(within(nothing, nothing), nothing, 0.5);
  expect(window.to).toBeGreaterThan(window.from);
});
