import { expect, test } from 'vitest';
import { BEGAN, ENDED, entryOf, logOrder, POINT, subjectOf, whatOf } from '../src/lib/log';

const order = (spans: [number, number][], points: number[] = []) =>
  [
    ...logOrder({
      size: spans.length,
      start: Float64Array.from(spans, ([start]) => start),
      duration: Float64Array.from(spans, ([, duration]) => duration),
      events: { count: points.length, time: Float64Array.from(points) },
    }),
  ].map((entry) => ['begin', 'end', 'point'][whatOf(entry)] + subjectOf(entry));

test('an entry holds its subject and what happened', () => {
  for (const what of [BEGAN, ENDED, POINT]) {
    expect(subjectOf(entryOf(999_999_999, what))).toBe(999_999_999);
    expect(whatOf(entryOf(999_999_999, what))).toBe(what);
  }
});

test('begins, ends and points are told in the order of time', () => {
  const spans: [number, number][] = [
    [0, 100],
    [10, 20],
    [40, 50],
  ];
  expect(order(spans, [35, 5])).toEqual(['begin0', 'point1', 'begin1', 'end1', 'point0', 'begin2', 'end2', 'end0']);
});

test('at the same time one ends before the next begins, and what is inside ends first', () => {
  const spans: [number, number][] = [
    [0, 10],
    [5, 5],
    [10, 5],
  ];
  expect(order(spans)).toEqual(['begin0', 'begin1', 'end1', 'end0', 'begin2', 'end2']);
});

test('a span without length ends after it began, and a point in it lies between', () => {
  expect(order([[7, 0]], [7])).toEqual(['begin0', 'point0', 'end0']);
});

test('rows that came in another order than they began are put in order', () => {
  const spans: [number, number][] = [
    [20, 5],
    [0, 5],
  ];
  expect(order(spans)).toEqual(['begin1', 'end1', 'begin0', 'end0']);
});

test('what has no end yet, or no start, is not told', () => {
  const spans: [number, number][] = [
    [0, -1],
    [NaN, 5],
  ];
  expect(order(spans, [NaN])).toEqual(['begin0']);
});
