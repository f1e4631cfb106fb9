import { expect, test } from 'vitest';
import { segments, speed, speedText, usageOf } from '../src/lib/tokens';

const usage = (token_usage: object) => usageOf({ token_usage })!;

test('the total of the input holds what was cached', () => {
  const parts = segments(
    usage({
      input_tokens: 8100,
      cache_read_tokens: 6000,
      cache_creation_tokens: 100,
      output_tokens: 312,
      reasoning_tokens: 200,
    }),
  );
  expect(parts.input).toEqual([
    { name: 'cached', tokens: 6000 },
    { name: 'written', tokens: 100 },
    { name: 'fresh', tokens: 2000 },
  ]);
  expect(parts.output).toEqual([
    { name: 'reasoning', tokens: 200 },
    { name: 'answer', tokens: 112 },
  ]);
});

test('parts that do not fit are never negative', () => {
  const parts = segments(
    usage({ input_tokens: 10, cache_read_tokens: 50, cache_creation_tokens: 5, output_tokens: 1, reasoning_tokens: 9 }),
  );
  expect(parts.input).toEqual([{ name: 'cached', tokens: 10 }]);
  expect(parts.output).toEqual([{ name: 'reasoning', tokens: 1 }]);
});

test('what is no number of tokens is not known', () => {
  expect(usageOf({})).toBeNull();
  expect(usageOf(null)).toBeNull();
  expect(usageOf({ token_usage: [] })).toBeNull();
  expect(usage({ input_tokens: '12', output_tokens: -3, cost: 0 })).toMatchObject({
    input: null,
    output: null,
    cost: 0,
  });
});

test('speed counts from the first token', () => {
  expect(speed(100, 3e6, 1e6)).toBe(50);
  expect(speed(100, 2e6, null)).toBe(50);
  expect(speed(100, 2e6, 1_999_999)).toBe(50);
  expect(speed(0, 2e6, null)).toBeNull();
  expect(speed(5, 0, null)).toBeNull();
  expect([speedText(8.44), speedText(62.4), speedText(1200)]).toEqual(['8.4', '62', '1,200']);
});
