import { expect, test } from 'vitest';
import type { TraceData } from '../src/lib/data';
import { derive } from '../src/lib/derive';
import { ERROR, NO_KIND, RUNNING } from '../src/lib/protocol';
import { spokenDuration, spokenRow } from '../src/lib/spoken';

test.each([
  [1, '1 microsecond'],
  [412, '412 microseconds'],
  [2930, '2.9 milliseconds'],
  [410_000, '410 milliseconds'],
  [999_400, '999 milliseconds'],
  [1e6, '1 second'],
  [2.94e6, '2.9 seconds'],
  [250e6, '4 minutes 10 seconds'],
  [3600e6, '1 hour'],
  [17_760e6, '4 hours 56 minutes'],
  [183_600e6, '2 days 3 hours'],
])('%d microseconds are told as %s', (micros, words) => {
  expect(spokenDuration(micros)).toBe(words);
});

test('a row is told with its kind, how it ended and where it stands among its siblings', () => {
  const rows = {
    size: 4,
    start: Float64Array.of(0, 1, 2, 3),
    duration: Float64Array.of(9e6, 2.9e6, 1e6, -1),
    parent: Int32Array.of(-1, 0, 0, 0),
    name: Uint32Array.of(0, 1, 2, 2),
    kind: Uint16Array.of(NO_KIND, 0, 1, 1),
    status: Uint8Array.of(0, ERROR, 0, RUNNING),
    names: ['root', 'plan', 'tool'],
    kinds: ['llm', 'tool'],
    end: 9e6,
  };
  const data = { ...rows, derived: derive(rows) } as unknown as TraceData;
  expect(spokenRow(data, 0)).toBe('root, 9 seconds, 1 of 1');
  expect(spokenRow(data, 1)).toBe('llm plan, 2.9 seconds, error, 1 of 3');
  expect(spokenRow(data, 2)).toBe('tool, 1 second, 2 of 3');
  expect(spokenRow(data, 3)).toBe('tool, running, 3 of 3');
  expect(spokenRow(data, 4)).toBe('');
});
