import type { ChildLink, IndexHeader, TracePart } from './protocol';

/**
 * The open trace as the views see it: plain arrays, one entry for each row. A row is a span, or a trace that stands for
 * a file or for one of several in it. Rows never move: new ones are added behind.
 */
export interface TraceData {
  /** Changes with every change of any value. */
  version: number;
  /** Rows; the arrays may be longer. */
  size: number;
  /** Microseconds since `t0`; NaN if not known. */
  start: Float64Array;
  /** Microseconds; -1 while open. */
  duration: Float64Array;
  /** -1 at the top. */
  parent: Int32Array;
  /** Numbers in `names`, `kinds` and `models`. */
  name: Uint32Array;
  kind: Uint16Array;
  status: Uint8Array;
  flags: Uint8Array;
  names: readonly string[];
  kinds: readonly string[];
  models: readonly string[];
  /** Where a row's values stand in `llm`; -1 if it has none. */
  llmPlace: Int32Array;
  llm: LlmColumns;
  events: EventColumns;
  /** Microseconds since 1970 that `start` counts from. */
  t0: number;
  /** End of the last span, or now while it runs: microseconds since `t0`. */
  end: number;
  /** Where rows come from: child traces that were opened are sources too. In the order in which they were added. */
  sources: readonly Source[];
  /** Rows that stand for traces. */
  nodes: ReadonlyMap<number, TraceNode>;
  derived: Derived;
}

/** Rows `firstRow` to `firstRow + rows - 1` are rows `firstServerRow`… of this file. A file may have several. */
export interface Source {
  file: string;
  firstRow: number;
  rows: number;
  firstServerRow: number;
  header: IndexHeader;
}

/** Calls of models, in no order: `llmPlace` finds them. -1 where not known. */
export interface LlmColumns {
  count: number;
  row: Uint32Array;
  model: Uint16Array;
  inputTokens: Float64Array;
  outputTokens: Float64Array;
  cacheReadTokens: Float64Array;
  cacheCreationTokens: Float64Array;
  reasoningTokens: Float64Array;
  cost: Float64Array;
  firstToken: Float64Array;
}

export interface EventColumns {
  count: number;
  time: Float64Array;
  parent: Int32Array;
  name: Uint32Array;
}

/** What follows from the columns: computed in the worker, again when rows were added. */
export interface Derived {
  /** Rows in the order of the tree: siblings by start. */
  order: Uint32Array;
  /** Where a row stands in `order`. */
  place: Uint32Array;
  /** Place behind the last descendant: the descendants of x are the places `place[x] + 1` to `end[x] - 1`. */
  end: Uint32Array;
  depth: Uint16Array;
  /** Deepest depth. */
  deepest: number;
  /** Children of a row. */
  children: Uint32Array;
  /** How many errors stand before a place of `order`; one longer than `order`. */
  errorsBefore: Uint32Array;
  /** Time in a row and in none of its children: microseconds. */
  self: Float64Array;
  lanes: Lanes;
  /** How much runs when, by kind, for the minimap: `kinds.length + 1` numbers for each of `buckets`, of the busy share. */
  minimap: {
    buckets: number;
    /** What the buckets share: microseconds from t0. */
    end: number;
    busy: Float32Array;
    errors: Uint32Array;
  };
}

/** Rectangles of subtrees, packed so that spans at the same time stand below each other and an agent stays together. */
export interface Lanes {
  count: number;
  /** Lane of a row. */
  lane: Uint16Array;
  /** Rows by lane, then start; `first` says where a lane begins; one longer than `count`. */
  rows: Uint32Array;
  first: Uint32Array;
  /** How many errors stand before a place of `rows`; one longer. */
  errorsBefore: Uint32Array;
}

/** What is known of a row that stands for a trace, not a span. */
export interface TraceNode {
  row: number;
  part: TracePart | null;
  link: ChildLink | null;
}
