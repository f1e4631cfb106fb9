import { expect, test } from 'vitest';
import type { TraceData } from '../src/lib/data';
import { callsOf } from '../src/lib/context';

const data = (calls: { start: number; input: number; cached?: number; output: number }[]): TraceData =>
  ({
    start: Float64Array.from(calls, ({ start }) => start),
    llm: {
      count: calls.length,
      row: Uint32Array.from(calls, (_, i) => i),
      inputTokens: Float64Array.from(calls, ({ input }) => input),
      cacheReadTokens: Float64Array.from(calls, ({ cached }) => cached ?? -1),
      outputTokens: Float64Array.from(calls, ({ output }) => output),
    },
  }) as unknown as TraceData;

test('calls stand in the order in which they began, without those that have no usage', () => {
  const calls = callsOf(
    data([
      { start: 30, input: 300, cached: 200, output: 10 },
      { start: 10, input: 100, output: 5 },
      { start: 20, input: -1, output: -1 },
    ]),
  );
  expect(calls).toEqual([
    { row: 1, cached: 0, fresh: 100, output: 5 },
    { row: 0, cached: 200, fresh: 100, output: 10 },
  ]);
});

test('of very many the largest of each stretch is kept', () => {
  const many = Array.from({ length: 1000 }, (_, i) => ({ start: i, input: i % 10 === 7 ? 500 : 1, output: 0 }));
  const calls = callsOf(data(many), 100);
  expect(calls).toHaveLength(100);
  expect(calls.every(({ fresh }) => fresh === 500)).toBe(true);
});
