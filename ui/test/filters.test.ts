import { expect, test } from 'vitest';
import {
  cleared,
  filteredAddress,
  isFiltered,
  parseCost,
  parseDuration,
  readFilters,
  writeDuration,
} from '../src/lib/filters';

const read = (text: string) => readFilters(new URLSearchParams(text));

test('an address without parameters is the whole list, newest first', () => {
  const filters = read('');
  expect(isFiltered(filters)).toBe(false);
  expect(filters).toMatchObject({ sort: 'start', descending: true, all: false, q: '', minCost: null });
  expect(filteredAddress('/', filters)).toBe('/');
});

test.each([
  'q=refund+%26+%25',
  'status=error&status=crashed',
  'tag=a+b&tag=%C3%A4&model=gpt-5.4',
  'thread=conv%2F1',
  'minCost=0&maxCost=0.5&minDuration=1000000',
  'from=1790000000000000&to=1790000001000000',
  'all=1&sort=cost',
  'sort=-errors',
])('filters are in the address and come back from it: %s', (text) => {
  const filters = read(text);
  expect(filteredAddress('/d/prod', filters)).toBe(`/d/prod?${text}`);
  expect(readFilters(new URL(filteredAddress('http://x/', filters)).searchParams)).toEqual(filters);
});

test('what cannot be understood is left out', () => {
  const filters = read('status=melted&sort=-beauty&minCost=lots&maxDuration=&tag=&v=9');
  expect(isFiltered(filters)).toBe(false);
  expect(filteredAddress('/', filters)).toBe('/');
});

test('zero is a bound, not none', () => {
  expect(isFiltered(read('minCost=0'))).toBe(true);
});

test('clearing keeps the order and the children', () => {
  const filters = cleared(read('q=x&status=ok&all=1&sort=name'));
  expect(isFiltered(filters)).toBe(false);
  expect(filteredAddress('/', filters)).toBe('/?all=1&sort=name');
});

test.each([
  ['5', 5e6],
  ['300ms', 300e3],
  ['1.5h', 5400e6],
  ['2m 30s', 150e6],
  ['4h56m', 17_760e6],
  ['0,5s', 0.5e6],
  ['2d 03h', 183_600e6],
  ['12µs', 12],
  ['', null],
  ['soon', null],
  ['5 parsecs', null],
  ['-3s', null],
])('%j as a duration is %s microseconds', (text, micros) => {
  expect(parseDuration(text)).toBe(micros);
});

test.each([
  ['$0.05', 0.05],
  ['.5', 0.5],
  ['3', 3],
  ['free', null],
  ['', null],
])('%j as a cost is %s', (text, dollars) => {
  expect(parseCost(text)).toBe(dollars);
});

test.each([
  [1e6, '1s'],
  [90e6, '1m 30s'],
  [600e6, '10m'],
  [86_400e6, '24h'],
  [1_234_567, '1s 234ms 567µs'],
  [0, '0s'],
])('the duration %d is written as %s, and read back', (micros, text) => {
  expect(writeDuration(micros)).toBe(text);
  expect(parseDuration(text)).toBe(micros);
});
