import { expect, test } from 'vitest';
import type { TraceData } from '../src/lib/data';
import { ancestors, factsOf, traceOf } from '../src/lib/spanFacts';

const header = {
  traces: [
    { name: 'one', firstRow: 0, rows: 2 },
    { name: 'two', firstRow: 2, rows: 1 },
  ],
};
const data = {
  size: 3,
  t0: 1e6,
  end: 500,
  start: Float64Array.of(0, 100, NaN),
  duration: Float64Array.of(400, -1, 7),
  parent: Int32Array.of(-1, 0, -1),
  name: Uint32Array.of(0, 1, 0xffffffff),
  kind: Uint16Array.of(0xffff, 0, 0xffff),
  status: Uint8Array.of(0, 2, 1),
  llmPlace: Int32Array.of(-1, 0, -1),
  names: ['run', 'chat'],
  kinds: ['llm'],
  models: ['gpt-x'],
  llm: {
    model: Uint16Array.of(0),
    firstToken: Float64Array.of(-1),
    cost: Float64Array.of(0.5),
    outputTokens: Float64Array.of(3),
  },
  nodes: new Map(),
  sources: [{ file: 'a.jsonl', header }],
} as unknown as TraceData;

test('what runs has run until now', () => {
  expect(factsOf(data, 1)).toMatchObject({
    name: 'chat',
    kind: 'llm',
    status: 'running',
    isRunning: true,
    duration: 400,
    offset: 100,
    start: 1e6 + 100,
    model: 'gpt-x',
    firstToken: null,
    cost: 0.5,
  });
});

test('what is not known is null', () => {
  expect(factsOf(data, 2)).toMatchObject({
    name: '',
    kind: null,
    status: 'error',
    isRunning: false,
    duration: 7,
    offset: null,
    start: null,
    model: null,
    cost: null,
  });
});

test('spans above, from the top', () => {
  expect(ancestors(data, 1)).toEqual([0]);
  expect(ancestors(data, 0)).toEqual([]);
});

test('the trace of a row, unless a row stands for it', () => {
  expect(traceOf(data, 1, { file: 'a.jsonl', row: 1 })).toMatchObject({ number: 0, part: { name: 'one' } });
  expect(traceOf(data, 2, { file: 'a.jsonl', row: 2 })).toMatchObject({ number: 1, part: { name: 'two' } });
  expect(
    traceOf({ ...data, nodes: new Map([[0, { row: 0, part: null, link: null }]]) }, 1, { file: 'a.jsonl', row: 1 }),
  ).toBeNull();
  expect(traceOf(data, 1, null)).toBeNull();
});
