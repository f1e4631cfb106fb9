import { expect, test } from 'vitest';
import { ticks } from '../src/lib/calendar';

const micros = (text: string) => new Date(text).getTime() * 1e3;

test('ticks are round local times, as many as fit', () => {
  const found = ticks(micros('2026-11-22T09:58:00'), micros('2026-11-22T12:20:00'), 6);
  expect(found.map(({ label }) => label)).toEqual(['10:00', '10:30', '11:00', '11:30', '12:00']);
  expect(found[0].at).toBe(micros('2026-11-22T10:00:00'));
});

test('a new day is named, short times have seconds', () => {
  const night = ticks(micros('2026-11-22T20:00:00'), micros('2026-11-23T05:00:00'), 4);
  expect(night.map(({ label }) => label)).toContain('Nov 23');
  const short = ticks(micros('2026-11-22T10:00:01'), micros('2026-11-22T10:00:09'), 5);
  expect(short.map(({ label }) => label)).toEqual(['10:00:02', '10:00:04', '10:00:06', '10:00:08']);
});

test('no time and very long times have an end', () => {
  expect(ticks(0, 0, 5).length).toBeLessThanOrEqual(1);
  expect(ticks(0, 4e17, 5).length).toBeLessThanOrEqual(6);
});

test('of long times, months and years begin where they do', () => {
  const year = ticks(micros('2025-11-10T00:00:00'), micros('2026-11-22T00:00:00'), 8);
  expect(year.map(({ label }) => label)).toEqual(['2026', 'Mar', 'May', 'Jul', 'Sep', 'Nov']);
  expect(year[1].at).toBe(micros('2026-03-01T00:00:00'));
  const decades = ticks(micros('1971-01-02T00:00:00'), micros('2026-11-22T00:00:00'), 8);
  expect(decades.map(({ label }) => label)).toEqual(['1980', '1990', '2000', '2010', '2020']);
});
