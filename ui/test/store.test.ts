import { expect, test } from 'vitest';
import { matching, NO_FILTER } from '../src/state/matching';
import type { TraceData } from '../src/lib/data';
import type { ChildLink, IndexHeader, LlmValues, Totals, TracePart } from '../src/lib/protocol';
import { ERROR, NO_KIND, RUNNING } from '../src/lib/protocol';
import { Store } from '../src/lib/store';
import type { Index } from '../src/lib/tqc';

const NOTHING: Totals = {
  spans: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  reasoningTokens: 0,
  cost: 0,
  unpriced: 0,
};

const part = (name: string, firstRow: number, rows: number, children: ChildLink[] = []): TracePart => ({
  name,
  traceId: null,
  status: 'ok',
  start: null,
  duration: 10,
  firstRow,
  rows,
  totals: NOTHING,
  tags: [],
  thread: null,
  release: null,
  hasInput: false,
  hasOutput: false,
  error: null,
  parent: null,
  children,
});

const link = (name: string, file: string | null, row: number): ChildLink => ({
  name,
  file,
  named: file ?? name,
  row,
  status: 'ok',
  start: null,
  duration: 5,
  totals: NOTHING,
});

/** An index of spans that are called after their row, each below the one that `parents` names. */
function index(file: string, parents: number[], traces: TracePart[], t0 = 0): Index {
  const n = parents.length;
  const header = {
    v: 1,
    file,
    n,
    events: 0,
    t0,
    bytes: 0,
    live: false,
    names: parents.map((_, row) => `${file} ${row}`),
    kinds: ['llm'],
    models: ['m'],
    traces,
    skipped: [],
    warnings: [],
    cols: [],
  } satisfies IndexHeader;
  return {
    header,
    start: Float64Array.from(parents, (_, row) => row),
    duration: new Float64Array(n).fill(1),
    parent: Int32Array.from(parents),
    name: Uint32Array.from(parents, (_, row) => row),
    kind: new Uint16Array(n),
    status: new Uint8Array(n),
    flags: new Uint8Array(n),
    llmRow: Uint32Array.of(n - 1),
    llmModel: Uint16Array.of(0),
    inputTokens: Float64Array.of(100),
    outputTokens: Float64Array.of(10),
    cacheReadTokens: Float64Array.of(-1),
    cacheCreationTokens: Float64Array.of(-1),
    reasoningTokens: Float64Array.of(-1),
    cost: Float64Array.of(0.5),
    firstToken: Float64Array.of(-1),
    eventTime: new Float64Array(0),
    eventParent: new Int32Array(0),
    eventName: new Uint32Array(0),
  };
}

const opened = (first: Index): Store => {
  const store = new Store();
  store.open(first);
  return store;
};

const nameOf = (store: Store, row: number) => store.names[store.name[row]];

test('a file with one trace has no row for it', () => {
  const store = opened(index('a', [-1, 0], [part('a', 0, 2)]));
  expect(store.size).toBe(2);
  expect([...store.parent]).toEqual([-1, 0]);
});

test('every trace of a file with several has a row, above its spans', () => {
  const store = opened(index('a', [-1, 0, -1], [part('one', 0, 2), part('two', 2, 1)]));
  expect(store.size).toBe(5);
  expect(nameOf(store, 3)).toBe('one');
  expect(nameOf(store, 4)).toBe('two');
  expect([...store.parent.subarray(0, 5)]).toEqual([3, 0, 4, -1, -1]);
});

test('a child trace, and its child, lie below the spans that started them', () => {
  const store = opened(index('a', [-1, 0], [part('a', 0, 2, [link('b', 'b', 1)])], 1000));
  expect(store.size).toBe(3);
  expect(store.parent[2]).toBe(1);
  expect(store.sourceOf(2)).toBeNull();
  store.addChild(2, index('b', [-1, 0], [part('b', 0, 2, [link('c', 'c', 0), link('b again', 'a', -1)])], 1500));
  expect([...store.parent.subarray(3, 7)]).toEqual([2, 3, 3, 2]);
  expect(store.start[3]).toBe(500);
  expect(store.sourceOf(4)).toEqual({ file: 'b', row: 1 });
  expect(store.rowOf('b', 1)).toBe(4);
  expect(store.llm.inputTokens[store.llmPlace[4]]).toBe(100);
  store.addChild(5, index('c', [-1], [part('c', 0, 1)], 1600));
  expect(store.parent[7]).toBe(5);
  expect(store.has('a')).toBe(true);
  const size = store.size;
  store.addChild(6, index('a', [-1], [part('a', 0, 1)]));
  expect(store.size).toBe(size);
});

test('children of the same name stay apart', () => {
  const links = [link('b', 'b', 0), link('b', 'b-2', 0)];
  const store = opened(index('a', [-1], [part('a', 0, 1, links)]));
  expect(store.size).toBe(3);
  expect([store.nodes.get(1)!.link!.file, store.nodes.get(2)!.link!.file]).toEqual(['b', 'b-2']);
});

const llm: LlmValues = {
  row: 2,
  model: 'new',
  inputTokens: 7,
  outputTokens: 1,
  cacheReadTokens: -1,
  cacheCreationTokens: -1,
  reasoningTokens: -1,
  cost: -1,
  firstToken: 3,
};

test('spans that are written later are found by their row in the file, also behind rows of children', () => {
  const store = opened(index('a', [-1, 0], [part('a', 0, 2, [link('b', 'b', 1)])]));
  store.addSpans('a', {
    row: 2,
    start: [5, 6],
    duration: [-1, -1],
    parent: [1, 2],
    name: ['x', 'y'],
    kind: ['tool', null],
    status: [RUNNING, RUNNING],
    flags: [0, 0],
    llm: [],
  });
  expect([...store.parent.subarray(3, 5)]).toEqual([1, 3]);
  expect(store.kind[4]).toBe(NO_KIND);
  store.addEnds('a', { row: [2], start: [5], duration: [40], status: [ERROR], kind: ['llm'], llm: [llm] });
  expect([store.duration[3], store.status[3]]).toEqual([40, ERROR]);
  expect(store.models[store.llm.model[store.llmPlace[3]]]).toBe('new');
  expect(store.end).toBe(45);
});

test('rows and points that come again after a broken connection are there once', () => {
  const store = opened(index('a', [-1], [part('a', 0, 1)]));
  const spans = (names: string[]) => ({
    row: 1,
    start: names.map((_, at) => 10 + at),
    duration: names.map(() => -1),
    parent: names.map(() => 0),
    name: names,
    kind: names.map(() => null),
    status: names.map(() => RUNNING),
    flags: names.map(() => 0),
    llm: [],
  });
  const points = (names: string[]) => ({
    index: 0,
    time: names.map((_, at) => 20 + at),
    parent: names.map(() => 0),
    name: names,
  });
  store.addSpans('a', spans(['x']));
  store.addSpans('a', spans(['x', 'y', 'z']));
  store.addSpans('a', spans(['x', 'y']));
  expect([1, 2, 3].map((row) => nameOf(store, row))).toEqual(['x', 'y', 'z']);
  expect([store.size, store.sources.length]).toEqual([4, 1]);
  expect([...store.start.subarray(1, 4)]).toEqual([10, 11, 12]);
  store.addPoints('a', points(['p']));
  store.addPoints('a', points(['p', 'q']));
  expect(store.events.count).toBe(2);
  expect([...store.events.time.subarray(0, 2)]).toEqual([20, 21]);
});

test('when a second trace begins in a file, both get a row', () => {
  const store = opened(index('a', [-1], [part('one', 0, 1)]));
  store.addParts([part('one', 0, 1), part('two', 1, 0)]);
  expect([nameOf(store, 1), nameOf(store, 2)]).toEqual(['one', 'two']);
  expect(store.parent[0]).toBe(1);
  store.addSpans('a', {
    row: 1,
    start: [9],
    duration: [1],
    parent: [-1],
    name: ['z'],
    kind: [null],
    status: [0],
    flags: [0],
    llm: [],
  });
  expect(store.parent[3]).toBe(2);
});

test('a filter looks at names, kinds and models, for all its words', () => {
  const store = opened(index('a', [-1, 0], [part('a', 0, 2)]));
  const data = store as unknown as TraceData;
  const found = (text: string) => [...matching(data, { ...NO_FILTER, text })];
  expect(found('A 1')).toEqual([0, 1]);
  expect(found('llm')).toEqual([1, 1]);
  expect(found('m')).toEqual([1, 1]);
  expect(found('a 0 nothing')).toEqual([0, 0]);
  expect([...matching(data, { ...NO_FILTER, statuses: ['error'] })]).toEqual([0, 0]);
});

test('a child that runs is given again: its rows change and grow, also behind rows of the file itself', () => {
  const store = opened(index('a', [-1], [part('a', 0, 1, [link('b', 'b', -1)])]));
  const first = index('b', [-1, 0], [{ ...part('b', 0, 2), status: 'running', duration: null, start: 100 }], 100);
  first.duration.fill(-1);
  first.status.fill(RUNNING);
  store.addChild(1, first);
  expect([store.duration[1], store.status[1]]).toEqual([-1, RUNNING]);
  store.addSpans('a', {
    row: 1,
    start: [5],
    duration: [1],
    parent: [0],
    name: ['own'],
    kind: [null],
    status: [0],
    flags: [0],
    llm: [],
  });
  const later = index('b', [-1, 0, 1, 0], [{ ...part('b', 0, 4, [link('c', 'c', 2)]), start: 100 }], 100);
  store.addChild(1, later);
  expect([...store.parent.subarray(2, 7)]).toEqual([1, 2, 0, 3, 2]);
  expect([...store.duration.subarray(2, 7)]).toEqual([1, 1, 1, 1, 1]);
  expect(store.rowOf('b', 2)).toBe(5);
  expect(store.sourceOf(6)).toEqual({ file: 'b', row: 3 });
  expect(store.llm.inputTokens[store.llmPlace[6]]).toBe(100);
  // What it started stands where it was started, once.
  expect([store.size, store.parent[7], nameOf(store, 7)]).toEqual([8, 5, 'c']);
  store.addChild(1, later);
  expect(store.size).toBe(8);
  expect([store.duration[1], store.status[1], store.start[1]]).toEqual([10, 0, 100]);
});

test('what the parent says of a child changes until the child itself is read', () => {
  const store = opened(
    index('a', [-1], [part('a', 0, 1, [{ ...link('b', null, -1), status: 'running', duration: null }])]),
  );
  expect(store.duration[1]).toBe(-1);
  store.addParts([part('a', 0, 1, [{ ...link('b', 'b', -1), named: 'b', status: 'error', duration: 7 }])]);
  expect([store.size, store.duration[1], store.status[1], store.nodes.get(1)!.link!.file]).toEqual([2, 7, ERROR, 'b']);
});

test('spans that are written later make no new source each time', () => {
  const store = opened(index('a', [-1], [part('a', 0, 1)]));
  for (let row = 1; row < 50; row++) {
    store.addSpans('a', {
      row,
      start: [row],
      duration: [1],
      parent: [0],
      name: ['x'],
      kind: [null],
      status: [0],
      flags: [0],
      llm: [],
    });
  }
  expect(store.sources.length).toBe(1);
  expect(store.sourceOf(49)).toEqual({ file: 'a', row: 49 });
});
