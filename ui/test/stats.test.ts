import { describe, expect, test } from 'vitest';
import { ERROR, NO_KIND, NO_MODEL, RUNNING } from '../src/lib/protocol';
import { groups, type StatsInput } from '../src/lib/stats';

/** Rows: plan (llm), fetch (tool), fetch (tool, error), plan (llm, runs), without kind. */
const input: StatsInput = {
  size: 5,
  duration: Float64Array.from([100, 30, 10, -1, 5]),
  self: Float64Array.from([60, 30, 10, 0, 5]),
  name: Uint32Array.from([0, 1, 1, 0, 2]),
  kind: Uint16Array.from([0, 1, 1, 0, NO_KIND]),
  status: Uint8Array.from([0, 0, ERROR, RUNNING, 0]),
  llmPlace: Int32Array.from([0, -1, -1, 1, -1]),
  model: Uint16Array.from([3, NO_MODEL]),
  inputTokens: Float64Array.from([500, -1]),
  outputTokens: Float64Array.from([20, -1]),
  cost: Float64Array.from([0.25, -1]),
  mask: null,
};

describe('figures by name', () => {
  const found = groups(input, 'name');

  test('come longest first', () => {
    expect(found.map(({ key, total }) => [key, total])).toEqual([
      [0, 100],
      [1, 40],
      [2, 5],
    ]);
  });

  test('count spans, errors, time of their own, tokens and cost', () => {
    expect(found[0]).toMatchObject({ count: 2, errors: 0, self: 60, inputTokens: 500, outputTokens: 20, cost: 0.25 });
    expect(found[1]).toMatchObject({ count: 2, errors: 1, self: 40, inputTokens: 0, cost: -1 });
  });

  test('take percentiles of what has ended', () => {
    expect(found[0]).toMatchObject({ p50: 100, p95: 100 });
    expect(found[1]).toMatchObject({ p50: 10, p95: 30 });
  });
});

test('spans without a kind are a kind of their own', () => {
  expect(groups(input, 'kind').map(({ key, count }) => [key, count])).toEqual([
    [0, 2],
    [1, 2],
    [-1, 1],
  ]);
});

test('only calls whose model is known stand with the models', () => {
  expect(groups(input, 'model')).toMatchObject([{ key: 3, count: 1, total: 100 }]);
});

test('rows that do not match the filter do not count', () => {
  const found = groups({ ...input, mask: Uint8Array.from([0, 1, 0, 0, 0]) }, 'name');
  expect(found).toMatchObject([{ key: 1, count: 1, errors: 0, total: 30, p50: 30 }]);
});

test('percentiles of many are exact', () => {
  const size = 100;
  const many: StatsInput = {
    ...input,
    size,
    duration: Float64Array.from({ length: size }, (_, i) => ((i * 37) % size) + 1),
    self: new Float64Array(size),
    name: new Uint32Array(size),
    kind: new Uint16Array(size),
    status: new Uint8Array(size),
    llmPlace: new Int32Array(size).fill(-1),
  };
  expect(groups(many, 'name')).toMatchObject([{ count: 100, p50: 50, p95: 95 }]);
});
